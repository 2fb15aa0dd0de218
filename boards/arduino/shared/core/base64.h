// base64::encode, as libraries for the ESP know it.
#pragma once

#include "WString.h"

class base64 {
 public:
  // The Base64 text of the bytes, with padding; with lines, a line end after every 72 digits.
  static String encode(const uint8_t *bytes, size_t length, bool lines = false);
  static String encode(const String &text, bool lines = false) {
    return encode(reinterpret_cast<const uint8_t *>(text.c_str()), text.length(), lines);
  }
};
