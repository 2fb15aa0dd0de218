#include "Esp.h"

#include <stdio.h>
#include <string.h>

#include "bench/clock.h"
#include "bench/heap.h"
#include "bench/loop_task.h"
#include "bench/panic.h"
#include "bench/rtc_memory.h"
#include "bench/watchdog.h"
#include "core_esp8266_features.h"

EspClass ESP;

namespace {

const char *const kReasons[] = {"Power On",          "Hardware Watchdog",       "Exception",
                                "Software Watchdog", "Software/System restart", "Deep-Sleep Wake",
                                "External System"};
constexpr uint32_t kReasonCount = sizeof(kReasons) / sizeof(kReasons[0]);

#define BENCH_TEXT(value) #value
#define BENCH_TEXT_OF(value) BENCH_TEXT(value)
const char kCoreVersion[] = BENCH_TEXT_OF(ARDUINO_ESP8266_GIT_DESC);

constexpr size_t kRtcBlock = 4;

// Where a part of the RTC memory lies; null when it is not all there, or there is nothing to copy from or to.
uint8_t *rtcPart(uint32_t block, const uint32_t *data, size_t size) {
  constexpr size_t kBytes = bench::RtcMemory::kUser;
  bool inside = block <= kBytes / kRtcBlock && size <= kBytes - block * kRtcBlock;
  return data && inside ? bench::RtcMemory::user() + block * kRtcBlock : nullptr;
}

}  // namespace

void EspClass::restart() { bench::Panic::restart(); }

void EspClass::deepSleep(uint64_t microseconds, RFMode) { bench::Panic::sleep(microseconds); }

bool EspClass::rtcUserMemoryRead(uint32_t offset, uint32_t *data, size_t size) {
  const uint8_t *part = rtcPart(offset, data, size);
  if (part) {
    memcpy(data, part, size);
  }
  return part != nullptr;
}

bool EspClass::rtcUserMemoryWrite(uint32_t offset, uint32_t *data, size_t size) {
  uint8_t *part = rtcPart(offset, data, size);
  if (part) {
    memcpy(part, data, size);
  }
  return part != nullptr;
}

void EspClass::wdtEnable(uint32_t) { bench::Watchdog::enable(true); }

void EspClass::wdtDisable() { bench::Watchdog::enable(false); }

void EspClass::wdtFeed() { bench::Watchdog::feed(); }

uint32_t EspClass::getFreeHeap() { return bench::Heap::free(); }

uint32_t EspClass::getMaxFreeBlockSize() { return bench::Heap::largest(); }

void EspClass::getHeapStats(uint32_t *free, uint32_t *largest, uint8_t *fragmentation) {
  if (free) {
    *free = getFreeHeap();
  }
  if (largest) {
    *largest = getMaxFreeBlockSize();
  }
  if (fragmentation) {
    *fragmentation = getHeapFragmentation();
  }
}

void EspClass::getHeapStats(uint32_t *free, uint16_t *largest, uint8_t *fragmentation) {
  uint32_t block;
  getHeapStats(free, &block, fragmentation);
  if (largest) {
    *largest = block;
  }
}

uint32_t EspClass::getFreeContStack() { return bench::LoopTask::untouched(); }

uint32_t EspClass::getChipId() { return system_get_chip_id(); }

String EspClass::getCoreVersion() { return String(kCoreVersion); }

String EspClass::getFullVersion() {
  return String("SDK:") + getSdkVersion() + "/Core:" + kCoreVersion + "/BearSSL:0.6";
}

uint32_t EspClass::getCycleCount() { return esp_get_cycle_count(); }

String EspClass::getResetReason() {
  uint32_t reason = getResetInfoPtr()->reason;
  return String(reason < kReasonCount ? kReasons[reason] : "Unknown");
}

String EspClass::getResetInfo() {
  const rst_info *info = getResetInfoPtr();
  if (info->reason < REASON_WDT_RST || info->reason > REASON_SOFT_WDT_RST) {
    return getResetReason();
  }
  char text[200];
  snprintf(text, sizeof(text),
           "Fatal exception:%u flag:%u (%s) epc1:0x%08x epc2:0x%08x epc3:0x%08x excvaddr:0x%08x depc:0x%08x",
           info->exccause, info->reason, getResetReason().c_str(), info->epc1, info->epc2, info->epc3, info->excvaddr,
           info->depc);
  return String(text);
}

uint32_t EspClass::random() { return os_random(); }

uint8_t *EspClass::random(uint8_t *buffer, size_t size) {
  os_get_random(buffer, size);
  return buffer;
}
