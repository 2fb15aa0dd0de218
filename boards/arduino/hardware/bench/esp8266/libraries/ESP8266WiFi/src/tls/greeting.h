// What a server says of the maximum fragment length in its ServerHello (RFC 6066, section 4).
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace bench::tls {

struct Greeting {
  // Bytes from the start that hold any ServerHello to this client, which is offered little that takes room to answer.
  static constexpr size_t kMost = 256;

  bool complete;         // the bytes hold a whole ServerHello, or what cannot be one
  uint8_t fragmentCode;  // 1 for 512 bytes ... 4 for 4096; 0 when the server has not agreed to any

  // Reads the first bytes that a server sent. They may be anything, and end anywhere.
  static Greeting read(const uint8_t *bytes, size_t size);
};

}  // namespace bench::tls
