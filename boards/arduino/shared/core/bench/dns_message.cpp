#include "dns_message.h"

#include <string.h>

#include <initializer_list>

namespace bench {

namespace {

constexpr size_t kLongestName = 253;
constexpr size_t kLongestLabel = 63;
constexpr uint16_t kTypeA = 1;
constexpr uint16_t kClassIn = 1;

// Reads on in a message and remembers when it went past the end.
class Reader {
 public:
  Reader(const uint8_t *message, size_t length) : message_(message), length_(length) {}

  bool good() const { return good_; }

  uint16_t word() {
    if (!has(2)) {
      return 0;
    }
    uint16_t value = message_[at_] << 8 | message_[at_ + 1];
    at_ += 2;
    return value;
  }

  const uint8_t *take(size_t count) {
    if (!has(count)) {
      return nullptr;
    }
    const uint8_t *bytes = message_ + at_;
    at_ += count;
    return bytes;
  }

  // A name ends with an empty label or with a pointer (two bytes, the two high bits set), which need not be followed.
  void skipName() {
    while (has(1)) {
      uint8_t length = message_[at_];
      if ((length & 0xc0) == 0xc0) {
        take(2);
        return;
      }
      take(1 + length);
      if (length == 0) {
        return;
      }
    }
  }

 private:
  bool has(size_t count) {
    good_ = good_ && length_ - at_ >= count;
    return good_;
  }

  const uint8_t *message_;
  size_t length_;
  size_t at_ = 0;
  bool good_ = true;
};

void putWord(uint8_t *&out, uint16_t value) {
  *out++ = value >> 8;
  *out++ = value & 0xff;
}

}  // namespace

size_t DnsMessage::query(const char *host, uint16_t id, uint8_t out[kMost]) {
  size_t length = strlen(host);
  if (length > 0 && host[length - 1] == '.') {
    length--;
  }
  if (length == 0 || length > kLongestName) {
    return 0;
  }
  uint8_t *next = out;
  putWord(next, id);
  putWord(next, 0x0100);  // standard query, recursion desired
  for (uint16_t count : {1, 0, 0, 0}) {
    putWord(next, count);
  }
  for (size_t start = 0; start <= length;) {
    const void *dot = memchr(host + start, '.', length - start);
    size_t label = dot ? static_cast<const char *>(dot) - host - start : length - start;
    if (label == 0 || label > kLongestLabel) {
      return 0;
    }
    *next++ = label;
    memcpy(next, host + start, label);
    next += label;
    start += label + 1;
  }
  *next++ = 0;
  putWord(next, kTypeA);
  putWord(next, kClassIn);
  return next - out;
}

DnsAnswer DnsMessage::answer(const uint8_t *message, size_t length, uint16_t id, uint32_t *address) {
  Reader reader(message, length);
  uint16_t gotId = reader.word();
  uint16_t flags = reader.word();
  uint16_t questions = reader.word();
  uint16_t answers = reader.word();
  reader.take(4);
  if (!reader.good() || gotId != id || !(flags & 0x8000)) {
    return DnsAnswer::kForeign;
  }
  if (flags & 0x000f) {
    return DnsAnswer::kNone;
  }
  for (; questions > 0 && reader.good(); questions--) {
    reader.skipName();
    reader.take(4);
  }
  for (; answers > 0 && reader.good(); answers--) {
    reader.skipName();
    uint16_t type = reader.word();
    uint16_t group = reader.word();
    reader.take(4);  // time to live: nothing is kept
    size_t size = reader.word();
    const uint8_t *data = reader.take(size);
    if (data && type == kTypeA && group == kClassIn && size == 4) {
      memcpy(address, data, 4);
      return DnsAnswer::kAddress;
    }
  }
  return DnsAnswer::kNone;
}

}  // namespace bench
