#include "packet.h"

namespace bench::mqtt {

namespace {

// The length takes no more bytes than that (section 2.2.3).
constexpr int kLengthBytes = 4;

}  // namespace

// The next byte; -1 when it did not come in time. Only time ends the wait: a connection whose end the client cannot
// tell looks like one on which nothing comes.
int PacketReader::next() {
  unsigned long start = millis();
  while (client_.available() <= 0) {
    if (millis() - start >= patience_) {
      return -1;
    }
    yield();
  }
  return client_.read();
}

bool PacketReader::readLength(size_t &length, size_t &header) {
  length = 0;
  for (int i = 0; i < kLengthBytes; i++) {
    int digit = next();
    if (digit < 0) {
      return false;
    }
    header++;
    length |= static_cast<size_t>(digit & 0x7F) << 7 * i;
    if (!(digit & 0x80)) {
      return true;
    }
  }
  return false;
}

bool PacketReader::read(Packet &packet) {
  int first = next();
  size_t header = 1;
  if (first < 0 || !readLength(packet.length, header)) {
    return false;
  }
  packet.first = first;
  packet.body = buffer_;
  // The limit counts the header too, though it is not kept.
  packet.whole = header + packet.length <= size_;
  for (size_t i = 0; i < packet.length; i++) {
    int byte = next();
    if (byte < 0) {
      return false;
    }
    if (packet.whole) {
      buffer_[i] = byte;
    }
    pass(packet, i, byte);
  }
  return true;
}

// Passes a byte of a message's payload on to the stream.
void PacketReader::pass(const Packet &packet, size_t position, uint8_t byte) {
  if (!stream_ || (packet.first & kTypeMask) != kPublish) {
    return;
  }
  if (position < 2) {
    topicLength_ = topicLength_ << 8 | byte;
    return;
  }
  size_t id = packet.first & kQosMask ? 2 : 0;
  if (position >= 2 + topicLength_ + id) {
    stream_->write(byte);
  }
}

}  // namespace bench::mqtt
