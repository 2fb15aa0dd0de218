// ESP: what a sketch can ask of its chip.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "WString.h"
#include "user_interface.h"

enum RFMode { RF_DEFAULT = 0, RF_CAL = 1, RF_NO_CAL = 2, RF_DISABLED = 4 };
#define WAKE_RF_DEFAULT RF_DEFAULT
#define WAKE_RFCAL RF_CAL
#define WAKE_NO_RFCAL RF_NO_CAL
#define WAKE_RF_DISABLED RF_DISABLED

enum FlashMode_t { FM_QIO = 0x00, FM_QOUT = 0x01, FM_DIO = 0x02, FM_DOUT = 0x03, FM_UNKNOWN = 0xff };

class EspClass {
 public:
  [[noreturn]] void restart();
  [[noreturn]] void reset() { restart(); }

  // Sleeps for so many microseconds of board time, 0 for good, and starts anew, as with a wire from GPIO16 to RST. The
  // mode, which is about the radio after that, is not looked at: Wi-Fi works. Connections end without a TLS alert.
  [[noreturn]] void deepSleep(uint64_t microseconds, RFMode mode = RF_DEFAULT);
  [[noreturn]] void deepSleepInstant(uint64_t microseconds, RFMode mode = RF_DEFAULT) { deepSleep(microseconds, mode); }
  // About three and a half hours. Longer ones are slept here; a chip does not.
  uint64_t deepSleepMax() { return 12'600'000'000; }

  // 512 bytes that last over deep sleep and the chip's own resets; the bench's resets forget them. The offset counts
  // blocks of 4 bytes. False, and nothing done, beyond the end.
  bool rtcUserMemoryRead(uint32_t offset, uint32_t *data, size_t size);
  bool rtcUserMemoryWrite(uint32_t offset, uint32_t *data, size_t size);

  // The software watchdog: without a feed (which delay() and yield() are, too) for 3.2 s it resets the chip. Disabled
  // it does not; the chip's hardware watchdog, which then still would, is not simulated.
  void wdtEnable(uint32_t timeoutMilliseconds = 0);
  void wdtDisable();
  void wdtFeed();

  // Heap, in bytes, counted from just before setup(): see bench/heap.h. It does not fragment.
  uint32_t getFreeHeap();
  uint32_t getMaxFreeBlockSize();
  uint8_t getHeapFragmentation() { return 0; }
  void getHeapStats(uint32_t *free, uint32_t *largest, uint8_t *fragmentation);
  void getHeapStats(uint32_t *free = nullptr, uint16_t *largest = nullptr, uint8_t *fragmentation = nullptr);
  // Bytes of the sketch's stack that were never used, on the host: see Chip::kLoopStack.
  uint32_t getFreeContStack();
  void resetFreeContStack() {}

  uint32_t getChipId();
  uint16_t getVcc() { return 3300; }
  const char *getSdkVersion() { return system_get_sdk_version(); }
  String getCoreVersion();
  String getFullVersion();
  uint8_t getBootVersion() { return 31; }
  uint8_t getBootMode() { return 1; }
  uint8_t getCpuFreqMHz() { return system_get_cpu_freq(); }
  uint32_t getCycleCount();

  // The chip that is simulated has 4 MB of flash.
  uint32_t getFlashChipId() { return 0x1640ef; }
  uint32_t getFlashChipRealSize() { return 4 * 1024 * 1024; }
  uint32_t getFlashChipSize() { return 4 * 1024 * 1024; }
  uint32_t getFlashChipSpeed() { return 40000000; }
  FlashMode_t getFlashChipMode() { return FM_DIO; }
  bool checkFlashConfig(bool = false) { return true; }

  String getResetReason();
  String getResetInfo();
  struct rst_info *getResetInfoPtr() { return system_get_rst_info(); }

  // From the host's generator.
  uint32_t random();
  uint8_t *random(uint8_t *buffer, size_t size);
};

extern EspClass ESP;
