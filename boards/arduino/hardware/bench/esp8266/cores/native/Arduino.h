// Arduino.h for the simulated ESP8266: what a sketch sees without including anything itself.
#pragma once

#include "ArduinoBasics.h"
#include "core_esp8266_features.h"
#include "debug.h"
#include "esp8266_peri.h"
#include "user_interface.h"

#define IRAM_ATTR
#define ICACHE_RAM_ATTR
#define ICACHE_RODATA_ATTR

#define INPUT_PULLDOWN_16 INPUT_PULLDOWN
#define WAKEUP_PULLUP 0x05
#define WAKEUP_PULLDOWN 0x07

#define NOT_A_PIN -1
#define NOT_A_PORT -1
#define NOT_AN_INTERRUPT -1

#ifdef __cplusplus
extern "C" {
#endif

// Lets the rest of the core run; coredecls.h declares it as well.
void esp_yield(void);
// Yields when more than so many microseconds have passed since the last time.
void optimistic_yield(uint32_t intervalMicroseconds);

#ifdef __cplusplus
}

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

// Asks up to three time servers for the time, and again every hour. The first form gives the zone as seconds east of
// Greenwich and of daylight saving, the second as a POSIX rule ("CET-1CEST,M3.5.0,M10.5.0/3").
void configTime(int zoneSeconds, int daylightSeconds, const char *server1, const char *server2 = nullptr,
                const char *server3 = nullptr);
void configTime(const char *zone, const char *server1, const char *server2 = nullptr, const char *server3 = nullptr);

#endif
