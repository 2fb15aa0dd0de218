#include "frame.h"

#include <new>

#include "../WebSockets.h"

namespace bench::websocket {

namespace {

constexpr uint8_t kLast = 0x80;
constexpr uint8_t kReserved = 0x70;
constexpr uint8_t kMasked = 0x80;
constexpr uint8_t kLength16 = 126;
constexpr uint8_t kLength64 = 127;

// Bytes handed to the network at once: about what a TCP segment takes.
constexpr size_t kBlock = 1440;

bool isControl(Opcode opcode) { return static_cast<uint8_t>(opcode) & 0x8; }

bool isKnown(Opcode opcode) {
  uint8_t number = static_cast<uint8_t>(opcode);
  return number <= static_cast<uint8_t>(Opcode::kBinary) ||
         (number >= static_cast<uint8_t>(Opcode::kClose) && number <= static_cast<uint8_t>(Opcode::kPong));
}

// Writes the number's last bytes, the highest first.
size_t putNumber(uint8_t *out, uint64_t number, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) {
    out[i] = number >> 8 * (bytes - 1 - i);
  }
  return bytes;
}

// The header up to the mask; returns its size.
size_t putHeader(uint8_t *out, Opcode opcode, size_t length) {
  out[0] = kLast | static_cast<uint8_t>(opcode);
  if (length < kLength16) {
    out[1] = kMasked | length;
    return 2;
  }
  if (length <= 0xFFFF) {
    out[1] = kMasked | kLength16;
    return 2 + putNumber(out + 2, length, 2);
  }
  out[1] = kMasked | kLength64;
  return 2 + putNumber(out + 2, length, 8);
}

}  // namespace

bool writeFrame(Client &client, Opcode opcode, const uint8_t *payload, size_t length) {
  std::unique_ptr<uint8_t[]> block(new (std::nothrow) uint8_t[min(WEBSOCKETS_MAX_HEADER_SIZE + length, kBlock)]);
  if (!block) {
    return false;
  }
  size_t used = putHeader(block.get(), opcode, length);
  uint8_t mask[4];
  for (uint8_t &byte : mask) {
    byte = opcode == Opcode::kPong && length == 0 ? 0 : random(0xFF);
  }
  memcpy(block.get() + used, mask, sizeof(mask));
  used += sizeof(mask);
  // A short frame leaves in one piece, header and all: over TLS that is one record.
  size_t done = 0;
  do {
    while (done < length && used < kBlock) {
      block[used++] = payload[done] ^ mask[done % sizeof(mask)];
      done++;
    }
    if (client.write(block.get(), used) != used) {
      return false;
    }
    used = 0;
  } while (done < length);
  return true;
}

// Where the length ends in the header.
size_t FrameReader::lengthEnd() const {
  if (headerHave_ < 2) {
    return 2;
  }
  switch (header_[1] & ~kMasked) {
    case kLength16:
      return 4;
    case kLength64:
      return 10;
    default:
      return 2;
  }
}

size_t FrameReader::headerSize() const {
  bool masked = headerHave_ >= 2 && (header_[1] & kMasked);
  return lengthEnd() + (masked ? 4 : 0);
}

bool FrameReader::readHeader(Client &client) {
  while (headerHave_ < headerSize() && client.available() > 0) {
    int byte = client.read();
    if (byte < 0) {
      return false;
    }
    header_[headerHave_++] = byte;
  }
  return headerHave_ == headerSize();
}

uint64_t FrameReader::announced() const {
  size_t size = lengthEnd();
  if (size == 2) {
    return header_[1] & ~kMasked;
  }
  uint64_t length = 0;
  for (size_t i = 2; i < size; i++) {
    length = length << 8 | header_[i];
  }
  return length;
}

// Why the frame is refused; kNoCode when it is not.
uint16_t FrameReader::judge() const {
  Opcode opcode = static_cast<Opcode>(header_[0] & 0xF);
  bool last = header_[0] & kLast;
  if ((header_[0] & kReserved) || !isKnown(opcode)) {
    return kProtocolError;
  }
  if (isControl(opcode)) {
    return last && announced() <= kControlLimit ? kNoCode : kProtocolError;
  }
  // A message's first frame says what it is, and only the others continue it.
  if ((opcode == Opcode::kContinuation) != inMessage_) {
    return kProtocolError;
  }
  return announced() <= WEBSOCKETS_MAX_DATA_SIZE ? kNoCode : kTooBig;
}

FrameReader::Result FrameReader::begin() {
  refusal_ = judge();
  if (refusal_ != kNoCode) {
    return Result::kRefused;
  }
  frame_.last = header_[0] & kLast;
  frame_.opcode = static_cast<Opcode>(header_[0] & 0xF);
  frame_.length = announced();
  frame_.payload.reset(new (std::nothrow) uint8_t[frame_.length + 1]);
  if (!frame_.payload) {
    refusal_ = kInternalError;
    return Result::kRefused;
  }
  frame_.payload[frame_.length] = 0;
  if (!isControl(frame_.opcode)) {
    inMessage_ = !frame_.last;
  }
  payloadHave_ = 0;
  inPayload_ = true;
  return Result::kMore;
}

void FrameReader::unmask(size_t from, size_t count) {
  if (!(header_[1] & kMasked)) {
    return;
  }
  const uint8_t *mask = header_ + lengthEnd();
  for (size_t i = from; i < from + count; i++) {
    frame_.payload[i] ^= mask[i % 4];
  }
}

FrameReader::Result FrameReader::readFrom(Client &client) {
  if (!inPayload_) {
    if (!readHeader(client)) {
      return Result::kMore;
    }
    if (begin() == Result::kRefused) {
      return Result::kRefused;
    }
  }
  while (payloadHave_ < frame_.length && client.available() > 0) {
    int count = client.read(frame_.payload.get() + payloadHave_, frame_.length - payloadHave_);
    if (count <= 0) {
      break;
    }
    unmask(payloadHave_, count);
    payloadHave_ += count;
  }
  return payloadHave_ == frame_.length ? Result::kFrame : Result::kMore;
}

Frame FrameReader::take() {
  inPayload_ = false;
  headerHave_ = 0;
  return std::move(frame_);
}

}  // namespace bench::websocket
