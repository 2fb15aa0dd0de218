// The two DNS messages that a client of the bench needs (RFC 1035): a query for A records, and its answer.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace bench {

enum class DnsAnswer {
  kAddress,  // an A record was found
  kNone,     // a valid answer without an address: no such name, refused, no A record
  kForeign,  // not an answer to this query: wait on
};

class DnsMessage {
 public:
  static constexpr size_t kMost = 512;

  // Writes the query for host into out and returns its length; 0 when host is not a valid name.
  static size_t query(const char *host, uint16_t id, uint8_t out[kMost]);

  // Reads an answer from the network: it may be anything.
  static DnsAnswer answer(const uint8_t *message, size_t length, uint16_t id, uint32_t *address);
};

}  // namespace bench
