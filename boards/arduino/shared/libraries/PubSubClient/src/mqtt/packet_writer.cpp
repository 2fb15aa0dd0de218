#include "packet.h"

namespace bench::mqtt {

namespace {

// The longest length that so many bytes of the fixed header can tell (section 2.2.3).
constexpr size_t kLongestBody = 268435455;

// Writes the length, seven bits to a byte, the lowest first; returns how many bytes it took.
size_t putLength(uint8_t *out, size_t length) {
  size_t count = 0;
  do {
    uint8_t digit = length & 0x7F;
    length >>= 7;
    out[count++] = length ? digit | 0x80 : digit;
  } while (length);
  return count;
}

}  // namespace

void PacketWriter::number(uint16_t value) {
  byte(value >> 8);
  byte(value);
}

void PacketWriter::text(const char *value) {
  size_t length = strlen(value);
  if (length > 0xFFFF) {
    fits_ = false;
    return;
  }
  // First the text: it may lie in the buffer, where its length would overwrite it.
  size_t start = end_;
  end_ += 2;
  bytes(reinterpret_cast<const uint8_t *>(value), length);
  if (fits_) {
    buffer_[start] = length >> 8;
    buffer_[start + 1] = length;
  }
}

void PacketWriter::bytes(const uint8_t *value, size_t count) {
  fits_ = fits_ && end_ <= size_ && count <= size_ - end_;
  if (!fits_ || count == 0) {
    return;
  }
  memmove(buffer_ + end_, value, count);
  end_ += count;
}

Bytes PacketWriter::finish(uint8_t first, size_t extra) {
  size_t body = end_ - kHeader;
  uint8_t header[5] = {first};
  size_t headerSize = 1 + (body + extra <= kLongestBody ? putLength(header + 1, body + extra) : 0);
  if (!fits_ || headerSize < kHeader || headerSize + body > size_) {
    return Bytes();
  }
  memmove(buffer_ + headerSize, buffer_ + kHeader, body);
  memcpy(buffer_, header, headerSize);
  Bytes packet;
  packet.start = buffer_;
  packet.count = headerSize + body;
  return packet;
}

}  // namespace bench::mqtt
