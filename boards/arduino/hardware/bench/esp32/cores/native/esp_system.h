// esp_system.h of ESP-IDF: reset, its reason, random numbers, free heap.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "esp_err.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  ESP_RST_UNKNOWN,
  ESP_RST_POWERON,
  ESP_RST_EXT,
  ESP_RST_SW,
  ESP_RST_PANIC,
  ESP_RST_INT_WDT,
  ESP_RST_TASK_WDT,
  ESP_RST_WDT,
  ESP_RST_DEEPSLEEP,
  ESP_RST_BROWNOUT,
  ESP_RST_SDIO,
} esp_reset_reason_t;

// Why the chip started this time; the simulator knows.
esp_reset_reason_t esp_reset_reason(void);

void esp_restart(void) __attribute__((noreturn));

uint32_t esp_random(void);
void esp_fill_random(void *buffer, size_t length);

uint32_t esp_get_free_heap_size(void);
uint32_t esp_get_free_internal_heap_size(void);
uint32_t esp_get_minimum_free_heap_size(void);

const char *esp_get_idf_version(void);

// The chip's own MAC address, six bytes.
esp_err_t esp_efuse_mac_get_default(uint8_t *mac);

// Microseconds of board time.
int64_t esp_timer_get_time(void);

#ifdef __cplusplus
}
#endif
