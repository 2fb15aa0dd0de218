// time(), gettimeofday() and settimeofday() of the whole program, libraries included: the board's clock instead of the
// host's.
//
// A chip without NTP believes it is 1970. That shows on the wire (mbedTLS puts time() into the ClientHello's random)
// and in the verification of dates, where a build has it. Definitions in the executable take precedence over those of
// the C library.
#include <sys/time.h>
#include <time.h>

#include "clock.h"

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
    bench::Clock::board().setCalendar(static_cast<int64_t>(now->tv_sec) * 1'000'000 + now->tv_usec);
  }
  return 0;
}

}  // extern "C"
