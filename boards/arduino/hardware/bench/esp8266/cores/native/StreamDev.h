// Streams that are no device: one that has nothing and swallows all, and one that gives bytes of somebody else's.
#ifndef __STREAMDEV_H
#define __STREAMDEV_H

#include "Stream.h"

// Takes everything, gives nothing.
class StreamNull : public Stream {
 public:
  size_t write(uint8_t) override { return 1; }
  size_t write(const uint8_t *, size_t count) override { return count; }
  using Print::write;
  int availableForWrite() override { return 32767; }
  int available() override { return 0; }
  int read() override { return -1; }
  int peek() override { return -1; }
  size_t readBytes(char *, size_t) override { return 0; }
  using Stream::readBytes;
  bool inputCanTimeout() override { return false; }
  bool outputCanTimeout() override { return false; }
  ssize_t streamRemaining() override { return 0; }
};

inline StreamNull devnull;

// Gives the bytes of a buffer that lives longer than it; takes nothing.
class StreamConstPtr : public StreamNull {
 public:
  StreamConstPtr(const String &text) : StreamConstPtr(text.c_str(), text.length()) {}
  StreamConstPtr(String &&) = delete;  // it would be gone when the bytes are read
  StreamConstPtr(const char *text) : StreamConstPtr(text, strlen(text)) {}
  StreamConstPtr(const __FlashStringHelper *text) : StreamConstPtr(reinterpret_cast<const char *>(text)) {}
  StreamConstPtr(const char *bytes, size_t size) : bytes_(bytes), size_(size) {}
  StreamConstPtr(const uint8_t *bytes, size_t size) : StreamConstPtr(reinterpret_cast<const char *>(bytes), size) {}
  StreamConstPtr(const __FlashStringHelper *bytes, size_t size)
      : StreamConstPtr(reinterpret_cast<const char *>(bytes), size) {}

  size_t write(uint8_t) override { return 0; }
  size_t write(const uint8_t *, size_t) override { return 0; }
  int availableForWrite() override { return 0; }
  int available() override { return size_ - next_; }
  int read() override { return next_ < size_ ? static_cast<uint8_t>(bytes_[next_++]) : -1; }
  int peek() override { return next_ < size_ ? static_cast<uint8_t>(bytes_[next_]) : -1; }
  size_t readBytes(char *buffer, size_t length) override {
    size_t count = length < size_ - next_ ? length : size_ - next_;
    memcpy(buffer, bytes_ + next_, count);
    next_ += count;
    return count;
  }
  using Stream::readBytes;

  bool hasPeekBufferAPI() const override { return true; }
  size_t peekAvailable() override { return size_ - next_; }
  const char *peekBuffer() override { return bytes_ + next_; }
  void peekConsume(size_t count) override { next_ += count; }
  ssize_t streamRemaining() override { return size_ - next_; }

  void resetPointer(size_t position = 0) { next_ = position < size_ ? position : size_; }

 private:
  const char *bytes_;
  size_t size_;
  size_t next_ = 0;
};

#endif
