// MD5 (RFC 1321).
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace bench {

class Md5 {
 public:
  static constexpr size_t kDigest = 16;

  void add(const uint8_t *bytes, size_t count);
  // Ends the message.
  void finish(uint8_t digest[kDigest]);

 private:
  static constexpr size_t kBlock = 64;

  void digestBlock();

  uint32_t state_[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  uint64_t length_ = 0;  // bytes of the message so far
  uint8_t block_[kBlock];
};

}  // namespace bench
