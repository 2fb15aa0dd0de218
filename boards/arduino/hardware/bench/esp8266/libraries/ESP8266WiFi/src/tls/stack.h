// The second stack that the chip's core has for BearSSL while any TLS client exists. Here TLS runs on the sketch's own
// stack; what the second one takes of the heap is taken all the same.
#pragma once

#include <stddef.h>

namespace bench::tls {

class Stack {
 public:
  static constexpr size_t kSize = 6200;  // bytes

  static void acquire();
  static void release();
  static unsigned users();
};

}  // namespace bench::tls
