// S2Stream: a Stream whose bytes are those of a String that stays where it is. Reading takes them off its front, unless
// reset() has said to keep them.
#pragma once

#include "Stream.h"

class S2Stream : public Stream {
 public:
  S2Stream(String &text) : text_(&text) {}
  S2Stream(String *text) : text_(text) {}

  size_t write(uint8_t byte) override { return write(&byte, 1); }
  size_t write(const uint8_t *bytes, size_t count) override {
    return text_->concat(reinterpret_cast<const char *>(bytes), count) ? count : 0;
  }
  using Print::write;
  int available() override { return text_->length() - start(); }
  int read() override {
    int byte = peek();
    if (byte >= 0) {
      peekConsume(1);
    }
    return byte;
  }
  int peek() override { return available() ? static_cast<uint8_t>(text_->charAt(start())) : -1; }

  bool hasPeekBufferAPI() const override { return true; }
  size_t peekAvailable() override { return available(); }
  const char *peekBuffer() override { return text_->c_str() + start(); }
  void peekConsume(size_t count) override {
    if (consumes_) {
      text_->remove(0, count);
    } else {
      next_ = start() + count;
    }
  }
  bool inputCanTimeout() override { return false; }
  bool outputCanTimeout() override { return false; }
  ssize_t streamRemaining() override { return available(); }

  // Reading keeps the bytes from now on, and goes on at this one.
  void reset(size_t position = 0) {
    consumes_ = false;
    next_ = position;
  }
  void setConsume() {
    consumes_ = true;
    next_ = 0;
  }

 private:
  size_t start() const { return consumes_ ? 0 : next_ < text_->length() ? next_ : text_->length(); }

  String *text_;
  bool consumes_ = true;
  size_t next_ = 0;
};
