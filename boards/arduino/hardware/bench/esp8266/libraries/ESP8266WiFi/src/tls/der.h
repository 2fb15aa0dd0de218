// Reading DER (X.690): elements one after the other, within the bounds of the bytes that there are.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <vector>

namespace bench::tls {

using Bytes = std::vector<uint8_t>;

// Bytes of somebody else's.
struct View {
  const uint8_t *data = nullptr;
  size_t size = 0;

  bool operator==(const View &other) const;
  Bytes copy() const { return Bytes(data, data + size); }
};

class Der {
 public:
  static constexpr uint8_t kInteger = 0x02;
  static constexpr uint8_t kBitString = 0x03;
  static constexpr uint8_t kObjectId = 0x06;
  static constexpr uint8_t kSequence = 0x30;
  static constexpr uint8_t kVersion = 0xa0;  // [0], explicit: a certificate's version

  explicit Der(View bytes) : rest_(bytes) {}

  // False once anything was not as it was asked for; what is returned then is empty.
  bool good() const { return good_; }
  bool atEnd() const { return rest_.size == 0; }
  uint8_t tag() const { return rest_.size ? rest_.data[0] : 0; }

  // The next element, which must have this tag: its content.
  View take(uint8_t tag);
  // The same with its header.
  View takeWhole(uint8_t tag);
  // An integer without its sign's zero byte; empty, and not good, when it is negative.
  View takeNumber();
  void skip() { takeWhole(tag()); }

 private:
  View fail();
  View next(uint8_t tag, bool withHeader);

  View rest_;
  bool good_ = true;
};

}  // namespace bench::tls
