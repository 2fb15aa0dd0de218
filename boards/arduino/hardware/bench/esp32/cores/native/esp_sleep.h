// esp_sleep.h of ESP-IDF: deep sleep, and the timer that ends it. There is no other source of a wake-up, and no light sleep.
#pragma once

#include <stdint.h>

#include "esp_err.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  ESP_SLEEP_WAKEUP_UNDEFINED,
  ESP_SLEEP_WAKEUP_ALL,
  ESP_SLEEP_WAKEUP_EXT0,
  ESP_SLEEP_WAKEUP_EXT1,
  ESP_SLEEP_WAKEUP_TIMER,
  ESP_SLEEP_WAKEUP_TOUCHPAD,
  ESP_SLEEP_WAKEUP_ULP,
  ESP_SLEEP_WAKEUP_GPIO,
  ESP_SLEEP_WAKEUP_UART,
} esp_sleep_source_t;

typedef esp_sleep_source_t esp_sleep_wakeup_cause_t;

// Microseconds of board time from the start of the sleep. ESP_ERR_INVALID_ARG for more than the chip's timer counts.
esp_err_t esp_sleep_enable_timer_wakeup(uint64_t microseconds);
// ESP_ERR_INVALID_STATE when the source is not enabled.
esp_err_t esp_sleep_disable_wakeup_source(esp_sleep_source_t source);

// The chip is silent from now on; nothing but a reset wakes it unless the timer is enabled. Connections end without a
// TLS alert.
void esp_deep_sleep_start(void) __attribute__((noreturn));
// Enables the timer, and starts.
void esp_deep_sleep(uint64_t microseconds) __attribute__((noreturn));

// ESP_SLEEP_WAKEUP_TIMER after a deep sleep, ESP_SLEEP_WAKEUP_UNDEFINED after any other reset.
esp_sleep_wakeup_cause_t esp_sleep_get_wakeup_cause(void);

#ifdef __cplusplus
}
#endif
