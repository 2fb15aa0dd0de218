#include "time_config.h"

#include "bench/calendar.h"
#include "bench/sntp.h"
#include "wiring.h"

namespace {

// A clock that was never set is in 1970; arduino-esp32 believes one that shows 2017 or later (struct tm counts years
// from 1900).
constexpr int kFirstYear = 2017 - 1900;
constexpr uint32_t kLook = 10;  // milliseconds

}  // namespace

void configTime(long zoneSeconds, int daylightSeconds, const char *server1, const char *server2, const char *server3) {
  bench::Sntp::start(server1, server2, server3);
  bench::Calendar::setZone(zoneSeconds, daylightSeconds);
}

void configTzTime(const char *zone, const char *server1, const char *server2, const char *server3) {
  bench::Sntp::start(server1, server2, server3);
  bench::Calendar::setZone(zone);
}

bool getLocalTime(struct tm *local, uint32_t waitMilliseconds) {
  unsigned long start = millis();
  for (;;) {
    time_t now = time(nullptr);
    localtime_r(&now, local);
    if (local->tm_year >= kFirstYear) {
      return true;
    }
    if (millis() - start >= waitMilliseconds) {
      return false;
    }
    delay(kLook);
  }
}
