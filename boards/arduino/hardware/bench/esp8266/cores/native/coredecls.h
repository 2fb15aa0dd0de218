// Declarations of the core that are for libraries rather than for sketches.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core_esp8266_features.h"

#ifdef __cplusplus
extern "C" {
#endif

void esp_yield(void);
void esp_schedule(void);
void esp_delay(unsigned long milliseconds);
uint32_t crc32(const void *bytes, size_t length, uint32_t crc);
void setTZ(const char *zone);

#ifdef __cplusplus
}

#include <functional>

// Called when the board's clock was set: by SNTP (true) or by settimeofday() (false).
using BoolCB = std::function<void(bool)>;
using TrivialCB = std::function<void()>;
void settimeofday_cb(const BoolCB &callback);
void settimeofday_cb(BoolCB &&callback);
void settimeofday_cb(const TrivialCB &callback);

// Waits so many milliseconds, or until blocked() is false, which is asked every intervalMilliseconds.
template <typename T>
inline void esp_delay(uint32_t milliseconds, T &&blocked, uint32_t intervalMilliseconds) {
  unsigned long start = millis();
  while (millis() - start < milliseconds && blocked()) {
    esp_delay(intervalMilliseconds);
  }
}
#endif
