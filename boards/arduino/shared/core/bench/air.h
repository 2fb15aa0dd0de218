// The air between the board and its access point: the simulator takes the access point away, for some of the board's
// time or for good, while the program runs or before it starts.
//
// What is open when it goes falls silent, as on a network stack that hears nothing any more: what had arrived can still
// be read, nothing more comes, what is written fills the stack's buffer and then stalls, and no FIN or RST tells of it.
// Such a connection stays dead when the access point is back: whoever was between the two ends has forgotten it. This
// is the worst that can happen. ESP-IDF's lwIP may abort the connections of an address that is gone, and tell so
// (CONFIG_LWIP_TCP_KEEP_CONNECTION_WHEN_IP_CHANGES is off by default; errno 113 in espressif/esp-idf#6453).
//
// Lines from the simulator, on file descriptor 4: `air on`, `air off [SECONDS [RATE]]`, in seconds of board time;
// without them it is for good. RATE is how fast the board's clock runs until the board speaks to somebody again: until
// then it waits for its own time-outs alone. Each line is answered by one on the monitor, `air`. BENCH_AIR holds what
// stands behind `air` at the start.
#pragma once

#include <stdint.h>

namespace bench {

// When the access point was last away, in microseconds of board time. All zero: it never was.
struct Absence {
  uint64_t from;
  uint64_t until;  // UINT64_MAX: for good

  bool holds(uint64_t now) const { return from <= now && now < until; }
};

class Air {
 public:
  // Takes the simulator's line, if there is one, and how it is at the start. Called before the program opens anything
  // that could get the line's number.
  static void open();

  // Waits for so much wall time at most, and carries out what the simulator says meanwhile. For the process's first
  // thread.
  static void attend(unsigned milliseconds);

  // Names the calling thread as the one whose sockets fall silent: the sketch's.
  static void watch();

  static Absence absence();

  // The board speaks to somebody: from now on something can be late, and its clock runs as ever.
  static void inUse();
};

}  // namespace bench
