// The frames of RFC 6455, section 5, as a client writes and reads them.
#pragma once

#include <Arduino.h>

#include <memory>

namespace bench::websocket {

enum class Opcode : uint8_t {
  kContinuation = 0x0,
  kText = 0x1,
  kBinary = 0x2,
  kClose = 0x8,
  kPing = 0x9,
  kPong = 0xA,
};

// Reasons for closing (section 7.4.1).
constexpr uint16_t kNoCode = 0;  // on no wire: a close frame without a code
constexpr uint16_t kNormal = 1000;
constexpr uint16_t kProtocolError = 1002;
constexpr uint16_t kTooBig = 1009;
constexpr uint16_t kInternalError = 1011;

// The longest payload of a control frame.
constexpr size_t kControlLimit = 125;

// Sends one frame, masked with four bytes from random(0xFF), as the chips' library does; a pong of nothing it masks with
// zeros. False when not all was taken.
bool writeFrame(Client &client, Opcode opcode, const uint8_t *payload, size_t length);

struct Frame {
  bool last = true;  // of its message
  Opcode opcode = Opcode::kContinuation;
  std::unique_ptr<uint8_t[]> payload;  // with a zero behind it
  size_t length = 0;
};

// FrameReader puts a server's frames together from what has arrived so far.
class FrameReader {
 public:
  enum class Result {
    kMore,     // the frame is not complete
    kFrame,    // take() it
    kRefused,  // close with refusal()
  };

  // Takes what is there, up to the end of one frame.
  Result readFrom(Client &client);
  Frame take();
  uint16_t refusal() const { return refusal_; }

 private:
  size_t lengthEnd() const;
  size_t headerSize() const;
  void unmask(size_t from, size_t count);
  bool readHeader(Client &client);
  uint64_t announced() const;
  uint16_t judge() const;
  Result begin();

  uint8_t header_[14] = {};  // with a mask: a server's frame must have none, and arduinoWebSockets takes one that has
  size_t headerHave_ = 0;
  Frame frame_;
  size_t payloadHave_ = 0;
  bool inPayload_ = false;
  bool inMessage_ = false;  // the first fragment came, the last did not
  uint16_t refusal_ = kNoCode;
};

}  // namespace bench::websocket
