#include "greeting.h"

#include <algorithm>

namespace bench::tls {

namespace {

constexpr uint8_t kHandshakeRecord = 22;
constexpr uint8_t kServerHello = 2;
constexpr uint16_t kMaxFragmentLength = 1;
constexpr size_t kRandom = 32;

// Reads forward over bytes that may end anywhere.
class Cursor {
 public:
  Cursor(const uint8_t *bytes, size_t size) : at_(bytes), left_(size) {}

  bool good() const { return good_; }
  size_t left() const { return left_; }
  size_t number(int bytes) {
    size_t value = 0;
    for (const uint8_t *digits = skip(bytes); digits && bytes > 0; bytes--) {
      value = value << 8 | *digits++;
    }
    return value;
  }
  const uint8_t *skip(size_t count) {
    good_ = good_ && count <= left_;
    if (!good_) {
      return nullptr;
    }
    const uint8_t *here = at_;
    at_ += count;
    left_ -= count;
    return here;
  }

 private:
  const uint8_t *at_;
  size_t left_;
  bool good_ = true;
};

// The code in a ServerHello's extensions.
uint8_t findCode(Cursor extensions) {
  while (extensions.good() && extensions.left() > 0) {
    size_t kind = extensions.number(2);
    size_t count = extensions.number(2);
    const uint8_t *value = extensions.skip(count);
    if (value && kind == kMaxFragmentLength) {
      return count == 1 ? *value : 0;
    }
  }
  return 0;
}

}  // namespace

Greeting Greeting::read(const uint8_t *bytes, size_t size) {
  Cursor record(bytes, size);
  size_t kind = record.number(1);
  record.number(2);
  size_t length = record.number(2);
  if (size > 0 && kind != kHandshakeRecord) {
    return {true, 0};
  }
  // Another message may follow in the same record, which need not be there yet.
  size_t there = record.good() ? std::min(length, record.left()) : 0;
  Cursor message(record.skip(there), there);
  size_t type = message.number(1);
  size_t rest = message.number(3);
  if (there > 0 && type != kServerHello) {
    return {true, 0};
  }
  if (!message.good() || message.left() < rest) {
    return {false, 0};
  }
  Cursor hello(message.skip(rest), rest);
  hello.skip(2 + kRandom);
  hello.skip(hello.number(1));  // session
  hello.skip(3);                // suite, compression
  size_t all = hello.number(2);
  const uint8_t *extensions = hello.skip(all);
  return {true, extensions ? findCode(Cursor(extensions, all)) : uint8_t{0}};
}

}  // namespace bench::tls
