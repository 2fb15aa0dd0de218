// ESP: what a sketch can ask of its chip.
#pragma once

#include <stdint.h>

class EspClass {
 public:
  [[noreturn]] void restart();
  // Sleeps for so many microseconds, and starts anew: esp_deep_sleep().
  [[noreturn]] void deepSleep(uint64_t microseconds);

  // Heap, in bytes, counted from just before setup(): see bench/heap.h. There is no PSRAM.
  uint32_t getHeapSize();
  uint32_t getFreeHeap();
  uint32_t getMinFreeHeap();
  uint32_t getMaxAllocHeap();
  uint32_t getPsramSize() { return 0; }
  uint32_t getFreePsram() { return 0; }
  uint32_t getMinFreePsram() { return 0; }
  uint32_t getMaxAllocPsram() { return 0; }

  // The chip that is simulated: an ESP32 of revision 3 with 4 MB of flash.
  const char *getChipModel() { return "ESP32-D0WD-V3"; }
  uint16_t getChipRevision();
  uint8_t getChipCores() { return 2; }
  uint32_t getCpuFreqMHz() { return 240; }
  uint32_t getCycleCount();
  uint32_t getFlashChipSize() { return 4 * 1024 * 1024; }
  uint32_t getFlashChipSpeed() { return 80000000; }
  uint64_t getEfuseMac();

  const char *getSdkVersion();
  const char *getCoreVersion();
};

extern EspClass ESP;
