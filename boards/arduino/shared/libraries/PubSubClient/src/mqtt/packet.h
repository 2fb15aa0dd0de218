// The control packets of MQTT 3.1.1 (OASIS, section 2), written to and read from one buffer.
#pragma once

#include <Arduino.h>

namespace bench::mqtt {

// The first byte of a packet, with the flags that the standard wants there.
constexpr uint8_t kConnect = 0x10;
constexpr uint8_t kConnack = 0x20;
constexpr uint8_t kPublish = 0x30;
constexpr uint8_t kPuback = 0x40;
constexpr uint8_t kSubscribe = 0x82;
constexpr uint8_t kUnsubscribe = 0xA2;
constexpr uint8_t kPingreq = 0xC0;
constexpr uint8_t kPingresp = 0xD0;
constexpr uint8_t kDisconnect = 0xE0;

constexpr uint8_t kTypeMask = 0xF0;
constexpr uint8_t kQosMask = 0x06;  // of a PUBLISH
constexpr uint8_t kQos1 = 0x02;
constexpr uint8_t kRetain = 0x01;

struct Bytes {
  const uint8_t *start = nullptr;  // null: the packet did not fit
  size_t count = 0;
};

// PacketWriter builds one packet at the start of a buffer.
class PacketWriter {
 public:
  PacketWriter(uint8_t *buffer, size_t size) : buffer_(buffer), size_(buffer ? size : 0) {}

  void byte(uint8_t value) { bytes(&value, 1); }
  // Two bytes, the higher first.
  void number(uint16_t value);
  // A text with its length before it.
  void text(const char *value);
  // The bytes may lie in the buffer itself.
  void bytes(const uint8_t *value, size_t count);

  // Puts the fixed header before what was written. extra more bytes of the packet follow by other means.
  Bytes finish(uint8_t first, size_t extra = 0);

 private:
  // The shortest header: the first byte, and one of length.
  static constexpr size_t kHeader = 2;

  uint8_t *buffer_;
  size_t size_;
  size_t end_ = kHeader;
  bool fits_ = true;
};

struct Packet {
  uint8_t first = 0;        // type and flags
  uint8_t *body = nullptr;  // what follows the fixed header
  size_t length = 0;
  bool whole = true;  // false: it was longer than the buffer, and is gone
};

// PacketReader takes packets from a connection. It waits for each byte of a packet that has begun.
class PacketReader {
 public:
  // patience: milliseconds to wait for a byte. The payload of a PUBLISH also goes to the stream, unless that is null.
  PacketReader(Client &client, uint8_t *buffer, size_t size, unsigned long patience, Stream *stream)
      : client_(client), buffer_(buffer), size_(buffer ? size : 0), patience_(patience), stream_(stream) {}

  // False when a byte did not come in time, or the length is none of MQTT's.
  bool read(Packet &packet);

 private:
  int next();
  bool readLength(size_t &length, size_t &header);
  void pass(const Packet &packet, size_t position, uint8_t byte);

  Client &client_;
  uint8_t *buffer_;
  size_t size_;
  unsigned long patience_;
  Stream *stream_;
  size_t topicLength_ = 0;
};

}  // namespace bench::mqtt
