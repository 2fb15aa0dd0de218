#include "MD5Builder.h"

#include <ctype.h>
#include <string.h>

#include <algorithm>

namespace {

const char kDigits[] = "0123456789abcdef";

uint8_t valueOf(char digit) {
  const char *place = digit ? strchr(kDigits, tolower(digit)) : nullptr;
  return place ? place - kDigits : 0;
}

}  // namespace

void MD5Builder::addHexString(const char *digits) {
  for (; digits && digits[0] && digits[1]; digits += 2) {
    uint8_t byte = valueOf(digits[0]) << 4 | valueOf(digits[1]);
    add(&byte, 1);
  }
}

bool MD5Builder::addStream(Stream &stream, size_t length) {
  uint8_t some[128];
  size_t got = 1;
  while (length > 0 && got > 0) {
    got = stream.readBytes(some, std::min(length, sizeof(some)));
    add(some, got);
    length -= got;
  }
  return length == 0;
}

void MD5Builder::getChars(char *text) const {
  for (uint8_t byte : digest_) {
    *text++ = kDigits[byte >> 4];
    *text++ = kDigits[byte & 15];
  }
  *text = 0;
}

String MD5Builder::toString() const {
  char text[2 * sizeof(digest_) + 1];
  getChars(text);
  return String(text);
}
