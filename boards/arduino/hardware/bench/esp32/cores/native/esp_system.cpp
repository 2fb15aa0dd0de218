#include "esp_system.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "bench/clock.h"
#include "bench/environment.h"
#include "bench/heap.h"
#include "bench/panic.h"
#include "esp_arduino_version.h"

extern "C" {

esp_reset_reason_t esp_reset_reason(void) {
  return static_cast<esp_reset_reason_t>(bench::Environment::get().resetReason);
}

void esp_restart(void) { bench::Panic::restart(); }

uint32_t esp_random(void) {
  uint32_t value;
  esp_fill_random(&value, sizeof(value));
  return value;
}

void esp_fill_random(void *buffer, size_t length) {
  char *next = static_cast<char *>(buffer);
  while (length > 0) {
    ssize_t got = getrandom(next, length, 0);
    if (got < 0) {
      abort();
    }
    next += got;
    length -= got;
  }
}

uint32_t esp_get_free_heap_size(void) { return bench::Heap::free(); }

uint32_t esp_get_free_internal_heap_size(void) { return bench::Heap::free(); }

uint32_t esp_get_minimum_free_heap_size(void) { return bench::Heap::lowest(); }

const char *esp_get_idf_version(void) { return BENCH_IDF_VERSION; }

esp_err_t esp_efuse_mac_get_default(uint8_t *mac) {
  if (!mac) {
    return ESP_ERR_INVALID_ARG;
  }
  memcpy(mac, bench::Environment::get().mac, 6);
  return ESP_OK;
}

int64_t esp_timer_get_time(void) { return bench::Clock::board().micros(); }

}  // extern "C"
