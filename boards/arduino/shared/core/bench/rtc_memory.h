// The memory that lasts while the chip sleeps, and over the resets that it makes itself.
//
// The simulator passes it as a descriptor that BENCH_RTC names; the bench's own resets (power, EN) empty it. A program
// run by hand has one of its own that ends with it. What a sketch marks as RTC_DATA_ATTR is in a section that is copied
// here as the program ends and copied back after a deep sleep, before the sketch's global objects are made;
// RTC_NOINIT_ATTR is copied back after every reset of the chip's own. Addresses are good, since programs are not moved.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace bench {

class RtcMemory {
 public:
  // The ESP8266's, by bytes: 128 words of 4.
  static constexpr size_t kUser = 512;

  // Called before the constructors of the sketch's global objects.
  static void open();

  // Called as the program ends: keeps the sections. Safe in a signal handler.
  static void keep();
  // The same for the calendar, as it will be at the next start.
  static void keepCalendar(int64_t unixMicros);

  // What the calendar has to be set to; -1 when this start is not the end of a deep sleep, or the chip's clock stood
  // still in it.
  static int64_t calendarMicros();

  // kUser bytes, which last without being kept.
  static uint8_t *user();
};

}  // namespace bench
