// Arduino.h for the simulated ESP32: what a sketch sees without including anything itself.
#pragma once

#include "ArduinoBasics.h"
#include "esp32-hal-log.h"
#include "esp_arduino_version.h"
#include "esp_sleep.h"
#include "esp_system.h"
#include "freertos/FreeRTOS.h"
#include "freertos/event_groups.h"
#include "freertos/semphr.h"
#include "freertos/task.h"
#include "time_config.h"

#define IRAM_ATTR
#define DRAM_ATTR
#define ICACHE_RAM_ATTR

// What lasts in deep sleep, and over restarts and panics too: see bench/rtc_memory.h. Constants need no such place.
#define RTC_DATA_ATTR __attribute__((section("bench_rtc_data")))
#define RTC_FAST_ATTR RTC_DATA_ATTR
#define RTC_SLOW_ATTR RTC_DATA_ATTR
#define RTC_NOINIT_ATTR __attribute__((section("bench_rtc_noinit")))
#define RTC_RODATA_ATTR
#define RTC_IRAM_ATTR

#define ARDUINO_ISR_ATTR

#ifdef __cplusplus

#include "Client.h"
#include "Esp.h"
#include "HardwareSerial.h"
#include "IPAddress.h"
#include "Print.h"
#include "Printable.h"
#include "Server.h"
#include "Stream.h"
#include "WCharacter.h"
#include "WString.h"

#endif
