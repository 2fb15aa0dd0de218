// The board's SNTP client (RFC 4330): sets the calendar once the board is on its network, and again every hour.
//
// It works in the sketch's pauses: delay(), yield(), between two loop()s. The server is the bench's (BENCH_NTP) where
// there is one, whatever the sketch names, so that no sketch gets its time from outside. On silence it asks again as
// lwIP's client does: 15 s for an answer, then the next server; after the last a pause of 15 s that doubles up to 150
// s.
#pragma once

#include <stddef.h>

namespace bench {

class Sntp {
 public:
  static constexpr size_t kServers = 3;

  // Begins anew with these servers, names or addresses; null ones are left out. The texts must stay.
  static void start(const char *server1, const char *server2, const char *server3);
  static void stop();
  // An answer was taken since start().
  static bool synchronized();
};

}  // namespace bench
