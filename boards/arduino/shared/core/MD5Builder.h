// MD5Builder: the MD5 of bytes that come one after the other.
#pragma once

#include <string.h>

#include "Stream.h"
#include "WString.h"
#include "bench/md5.h"

class MD5Builder {
 public:
  // Begins a message.
  void begin() { *this = MD5Builder(); }

  void add(const uint8_t *bytes, size_t length) { sum_.add(bytes, length); }
  void add(const char *text) { add(reinterpret_cast<const uint8_t *>(text), text ? strlen(text) : 0); }
  void add(const String &text) { add(text.c_str()); }

  // Bytes as pairs of hexadecimal digits. A digit that is none counts as 0, one without a partner not at all.
  void addHexString(const char *digits);
  void addHexString(const String &digits) { addHexString(digits.c_str()); }

  // So many bytes of a stream, with its time-out. False when fewer came; those that did count.
  bool addStream(Stream &stream, size_t length);

  // Ends the message. What follows is about the one that ended last; before the first one, all is 0.
  void calculate() { sum_.finish(digest_); }
  void getBytes(uint8_t *bytes) const { memcpy(bytes, digest_, sizeof(digest_)); }
  // 32 digits and a zero.
  void getChars(char *text) const;
  String toString() const;

 private:
  bench::Md5 sum_;
  uint8_t digest_[bench::Md5::kDigest] = {};
};
