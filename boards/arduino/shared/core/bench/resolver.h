// Names to addresses, by the bench's name server and by nothing else: not by the host's resolver, so that a sketch
// cannot reach anything by name that the bench did not mean it to.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "dns_message.h"

namespace bench {

// One question, asked up to four times within seven seconds of board time, as lwIP does (DNS_MAX_RETRIES 4).
class NameQuery {
 public:
  enum class State { kAsking, kFound, kFailed };

  NameQuery() = default;
  NameQuery(const NameQuery &) = delete;
  NameQuery &operator=(const NameQuery &) = delete;
  ~NameQuery() { end(); }

  // Asks for the host, an IPv4 address or a name; what was asked before is forgotten.
  State start(const char *host);
  // Waits for the answer, for so much board time at most; 0 only looks.
  State step(uint64_t boardMicros);
  // The first IPv4 address, network order, once it is found.
  uint32_t address() const { return address_; }

 private:
  void ask();
  void end();
  State finish(State state);
  DnsAnswer receive();

  State state_ = State::kFailed;
  int descriptor_ = -1;
  uint16_t id_ = 0;
  uint8_t query_[DnsMessage::kMost];
  size_t length_ = 0;
  size_t attempt_ = 0;
  uint64_t deadline_ = 0;  // of the current attempt, in board time
  uint32_t address_ = 0;
};

class Resolver {
 public:
  // The same, waiting for the end. False when there was no answer, a negative one, or no name server. Nothing is kept
  // for the next time.
  static bool lookup(const char *host, uint32_t *address);
};

}  // namespace bench
