#include "Esp.h"

#include "bench/clock.h"
#include "bench/environment.h"
#include "bench/heap.h"
#include "bench/panic.h"
#include "esp_arduino_version.h"
#include "esp_sleep.h"

EspClass ESP;

void EspClass::restart() { bench::Panic::restart(); }

void EspClass::deepSleep(uint64_t microseconds) { esp_deep_sleep(microseconds); }

uint32_t EspClass::getHeapSize() { return bench::Heap::size(); }

uint32_t EspClass::getFreeHeap() { return bench::Heap::free(); }

uint32_t EspClass::getMinFreeHeap() { return bench::Heap::lowest(); }

uint32_t EspClass::getMaxAllocHeap() { return bench::Heap::largest(); }

// arduino-esp32 2.x gives the major number only, 3.x major * 100 + minor.
uint16_t EspClass::getChipRevision() { return ESP_ARDUINO_VERSION_MAJOR >= 3 ? 301 : 3; }

uint32_t EspClass::getCycleCount() { return static_cast<uint32_t>(bench::Clock::board().micros() * getCpuFreqMHz()); }

uint64_t EspClass::getEfuseMac() {
  // The first byte of the address is the lowest of the number.
  uint64_t number = 0;
  for (int i = 5; i >= 0; i--) {
    number = number << 8 | bench::Environment::get().mac[i];
  }
  return number;
}

const char *EspClass::getSdkVersion() { return BENCH_IDF_VERSION; }

const char *EspClass::getCoreVersion() { return BENCH_CORE_VERSION; }
