// StreamString: a String that can be written to and read from like a Stream. Reading takes bytes off its front.
#pragma once

#include "Stream.h"
#include "WString.h"

#ifdef ESP8266
#include "S2Stream.h"
#endif

class StreamString : public Stream, public String {
 public:
  StreamString() = default;
  StreamString(const String &text) : String(text) {}

  size_t write(const uint8_t *bytes, size_t count) override;
  size_t write(uint8_t byte) override { return write(&byte, 1); }
  using Print::write;

  int available() override { return length(); }
  int read() override;
  int peek() override { return length() ? static_cast<uint8_t>(charAt(0)) : -1; }

#ifdef ESP8266
  bool hasPeekBufferAPI() const override { return true; }
  size_t peekAvailable() override { return length(); }
  const char *peekBuffer() override { return c_str(); }
  void peekConsume(size_t count) override { remove(0, count); }
  bool inputCanTimeout() override { return false; }
  bool outputCanTimeout() override { return false; }
  ssize_t streamRemaining() override { return length(); }
#endif
};
