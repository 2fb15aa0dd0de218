// The body of a request.
#pragma once

#include <Arduino.h>

namespace bench {
namespace http {

class Payload {
 public:
  Payload() = default;
  Payload(const uint8_t *bytes, size_t size) : bytes_(bytes), size_(bytes ? size : 0) {}
  Payload(const String &text) : Payload(reinterpret_cast<const uint8_t *>(text.c_str()), text.length()) {}
  // size 0 means what the stream has now.
  Payload(Stream &stream, size_t size) : stream_(&stream), size_(size ? size : max(stream.available(), 0)) {}

  size_t size() const { return size_; }
  // A stream can be read once only.
  bool repeats() const { return !stream_; }
  // Writes the body: a buffer at once, a stream in blocks. False when the connection, or the stream, did not last.
  bool send(Client &client) const;

 private:
  bool sendStream(Client &client) const;

  static constexpr size_t kBlock = 1460;

  const uint8_t *bytes_ = nullptr;
  Stream *stream_ = nullptr;
  size_t size_ = 0;
};

}  // namespace http
}  // namespace bench
