// The version of arduino-esp32 whose behaviour is simulated. boards.txt sets it: 3.2.0, or 2.0.9 for the board native2.
#pragma once

#ifndef ESP_ARDUINO_VERSION_MAJOR
#define ESP_ARDUINO_VERSION_MAJOR 3
#define ESP_ARDUINO_VERSION_MINOR 2
#define ESP_ARDUINO_VERSION_PATCH 0
#endif

#define ESP_ARDUINO_VERSION_VAL(major, minor, patch) (((major) << 16) | ((minor) << 8) | (patch))
#define ESP_ARDUINO_VERSION \
  ESP_ARDUINO_VERSION_VAL(ESP_ARDUINO_VERSION_MAJOR, ESP_ARDUINO_VERSION_MINOR, ESP_ARDUINO_VERSION_PATCH)

// The ESP-IDF that this arduino-esp32 is built on.
#if ESP_ARDUINO_VERSION_MAJOR >= 3
#define ESP_IDF_VERSION_MAJOR 5
#define ESP_IDF_VERSION_MINOR 4
#define ESP_IDF_VERSION_PATCH 1
#define BENCH_CORE_VERSION "3.2.0"
#define BENCH_IDF_VERSION "v5.4.1"
#else
#define ESP_IDF_VERSION_MAJOR 4
#define ESP_IDF_VERSION_MINOR 4
#define ESP_IDF_VERSION_PATCH 4
#define BENCH_CORE_VERSION "2.0.9"
#define BENCH_IDF_VERSION "v4.4.4"
#endif

#define ESP_IDF_VERSION_VAL(major, minor, patch) (((major) << 16) | ((minor) << 8) | (patch))
#define ESP_IDF_VERSION ESP_IDF_VERSION_VAL(ESP_IDF_VERSION_MAJOR, ESP_IDF_VERSION_MINOR, ESP_IDF_VERSION_PATCH)
