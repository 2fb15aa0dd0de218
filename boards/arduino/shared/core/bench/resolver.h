// Names to addresses, by the bench's name server and by nothing else: not by the host's resolver, so that a sketch
// cannot reach anything by name that the bench did not mean it to.
#pragma once

#include <stdint.h>

namespace bench {

class Resolver {
 public:
  // Finds the first IPv4 address of host (network order). Nothing is kept for the next time. Asks up to four times
  // within seven seconds of board time, as lwIP does (DNS_MAX_RETRIES 4); false when there was no answer, a negative
  // one, or no name server.
  static bool lookup(const char *host, uint32_t *address);
};

}  // namespace bench
