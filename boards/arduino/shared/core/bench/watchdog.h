// The chip's watchdog over the sketch: one that does not let the system run for a while is reset.
//
// The ESP8266's software watchdog bites after 3.2 s (Chip::kWatchdog); other chips leave the loop task alone. Fed it is
// by whatever lets the chip's system run: delay(), yield(), a look for bytes that found none, waiting for the network.
//
// Time is counted in two ways, because a machine that gives the process no processor must not look like a sketch that
// hangs. A sketch that spins on the clock meets the watchdog at a look, when board time says so (the clock knows such a
// sketch, see Clock). One that does not look is measured by the processor time that its thread has used.
#pragma once

#include <stdint.h>

namespace bench {

class Watchdog {
 public:
  // Tells which thread is watched: the calling one.
  static void watch();
  static void feed();
  // ESP.wdtDisable() and wdtEnable().
  static void enable(bool on);

  // The sketch looked at the clock, and it shows so much board time.
  static void look(uint64_t boardMicros);
  // Called every now and then by another thread.
  static void patrol();
};

}  // namespace bench
