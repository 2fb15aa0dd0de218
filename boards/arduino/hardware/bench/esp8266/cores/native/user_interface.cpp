#include "user_interface.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "bench/clock.h"
#include "bench/environment.h"
#include "bench/heap.h"
#include "bench/panic.h"
#include "bench/watchdog.h"
#include "core_esp8266_features.h"

extern "C" {

struct rst_info *system_get_rst_info(void) {
  static rst_info info = {};
  info.reason = bench::Environment::get().resetReason;
  return &info;
}

void system_restart(void) { bench::Panic::restart(); }

uint32_t system_get_free_heap_size(void) { return bench::Heap::free(); }

uint32_t system_get_chip_id(void) {
  const uint8_t *mac = bench::Environment::get().mac;
  return mac[3] << 16 | mac[4] << 8 | mac[5];
}

uint32_t system_get_time(void) { return bench::Clock::board().micros(); }

uint8_t system_get_cpu_freq(void) { return F_CPU / 1000000L; }

const char *system_get_sdk_version(void) { return "2.2.2-dev(38a443e)"; }

void system_soft_wdt_feed(void) { bench::Watchdog::feed(); }

unsigned long os_random(void) {
  uint32_t value;
  os_get_random(reinterpret_cast<unsigned char *>(&value), sizeof(value));
  return value;
}

int os_get_random(unsigned char *buffer, size_t length) {
  for (size_t filled = 0; filled < length;) {
    ssize_t got = getrandom(buffer + filled, length - filled, 0);
    if (got < 0) {
      abort();
    }
    filled += got;
  }
  return 0;
}

bool wifi_get_macaddr(uint8_t, uint8_t *mac) {
  memcpy(mac, bench::Environment::get().mac, 6);
  return true;
}

uint32_t esp_get_cycle_count(void) {
  return static_cast<uint32_t>(bench::Clock::board().micros() * (F_CPU / 1000000L));
}

}  // extern "C"
