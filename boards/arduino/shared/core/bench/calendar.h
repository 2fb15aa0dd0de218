// The board's calendar: who sets it, and who wants to know.
#pragma once

#include <stdint.h>

namespace bench {

class Calendar {
 public:
  // Called after the clock was set: by a time server, or by the sketch's settimeofday(). One listener, null for none.
  using Listener = void (*)(bool fromNetwork);
  static void listen(Listener listener);

  static void set(int64_t unixMicros, bool fromNetwork);

  // The zone of localtime(): a POSIX rule, or seconds east of Greenwich and seconds of daylight saving, whose dates are
  // then those of the C library (as on the chip: the United States').
  static void setZone(const char *rule);
  static void setZone(long eastSeconds, long daylightSeconds);
};

}  // namespace bench
