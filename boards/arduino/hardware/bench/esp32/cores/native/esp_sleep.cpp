#include "esp_sleep.h"

#include <algorithm>

#include "bench/panic.h"
#include "esp_system.h"

namespace {

// 48 bits at about 150 kHz.
constexpr uint64_t kLongest = (1ULL << 48) / 150'000 * 1'000'000;

uint64_t duration = 0;
bool timed = false;

}  // namespace

extern "C" {

esp_err_t esp_sleep_enable_timer_wakeup(uint64_t microseconds) {
  if (microseconds > kLongest) {
    return ESP_ERR_INVALID_ARG;
  }
  timed = true;
  duration = microseconds;
  return ESP_OK;
}

esp_err_t esp_sleep_disable_wakeup_source(esp_sleep_source_t source) {
  if (!timed || (source != ESP_SLEEP_WAKEUP_TIMER && source != ESP_SLEEP_WAKEUP_ALL)) {
    return ESP_ERR_INVALID_STATE;
  }
  timed = false;
  return ESP_OK;
}

void esp_deep_sleep_start(void) {
  // The monitor's 0 is for good; a timer that is set to nothing fires at once.
  bench::Panic::sleep(timed ? std::max<uint64_t>(duration, 1) : 0);
}

void esp_deep_sleep(uint64_t microseconds) {
  esp_sleep_enable_timer_wakeup(microseconds);
  esp_deep_sleep_start();
}

esp_sleep_wakeup_cause_t esp_sleep_get_wakeup_cause(void) {
  return esp_reset_reason() == ESP_RST_DEEPSLEEP ? ESP_SLEEP_WAKEUP_TIMER : ESP_SLEEP_WAKEUP_UNDEFINED;
}

}  // extern "C"
