// Setting the clock from time servers, and reading it in the sketch's time zone.
#pragma once

#include <stdint.h>
#include <time.h>

#ifdef __cplusplus

// Ask up to three time servers for the time, and again every hour. The first form gives the zone as seconds east of
// Greenwich and of daylight saving, the second as a POSIX rule ("CET-1CEST,M3.5.0,M10.5.0/3").
void configTime(long zoneSeconds, int daylightSeconds, const char *server1, const char *server2 = nullptr,
                const char *server3 = nullptr);
void configTzTime(const char *zone, const char *server1, const char *server2 = nullptr, const char *server3 = nullptr);

// The local time, waiting so many milliseconds for a clock that was set; false when it was not.
bool getLocalTime(struct tm *local, uint32_t waitMilliseconds = 5000);

#endif
