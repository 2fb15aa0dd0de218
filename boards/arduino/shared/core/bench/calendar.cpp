// time(), gettimeofday() and settimeofday() of the whole program, libraries included: the board's clock instead of the
// host's.
//
// A chip without NTP believes it is 1970. That shows on the wire (mbedTLS puts time() into the ClientHello's random)
// and in the verification of dates, where a build has it. Definitions in the executable take precedence over those of
// the C library.
#include "calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

#include "clock.h"

namespace bench {

namespace {

Calendar::Listener told = nullptr;

// An offset of a POSIX rule, whose sign is that of seconds to the west.
struct Offset {
  char text[16];

  explicit Offset(long east) {
    long west = labs(east) % 360'000;  // two digits of hours
    snprintf(text, sizeof(text), "%s%02ld:%02ld:%02ld", east > 0 ? "-" : "", west / 3600, west / 60 % 60, west % 60);
  }
};

}  // namespace

void Calendar::listen(Listener listener) { told = listener; }

void Calendar::set(int64_t unixMicros, bool fromNetwork) {
  Clock::board().setCalendar(unixMicros);
  if (told) {
    told(fromNetwork);
  }
}

void Calendar::setZone(const char *rule) {
  setenv("TZ", rule, 1);
  tzset();
}

void Calendar::setZone(long eastSeconds, long daylightSeconds) {
  char rule[48];
  if (daylightSeconds == 0) {
    snprintf(rule, sizeof(rule), "UTC%s", Offset(eastSeconds).text);
  } else {
    snprintf(rule, sizeof(rule), "UTC%sDST%s", Offset(eastSeconds).text, Offset(eastSeconds + daylightSeconds).text);
  }
  setZone(rule);
}

}  // namespace bench

extern "C" {

time_t time(time_t *out) noexcept {
  time_t now = bench::Clock::board().calendarMicros() / 1'000'000;
  if (out) {
    *out = now;
  }
  return now;
}

int gettimeofday(struct timeval *__restrict now, void *__restrict) noexcept {
  int64_t micros = bench::Clock::board().calendarMicros();
  now->tv_sec = micros / 1'000'000;
  now->tv_usec = micros % 1'000'000;
  return 0;
}

int settimeofday(const struct timeval *now, const struct timezone *) noexcept {
  if (now) {
    bench::Calendar::set(static_cast<int64_t>(now->tv_sec) * 1'000'000 + now->tv_usec, false);
  }
  return 0;
}

}  // extern "C"
