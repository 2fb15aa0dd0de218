#include "Hash.h"

#include <bearssl.h>

void sha1(const uint8_t *bytes, uint32_t length, uint8_t digest[20]) {
  br_sha1_context context;
  br_sha1_init(&context);
  br_sha1_update(&context, bytes, length);
  br_sha1_out(&context, digest);
}

void sha1(const char *bytes, uint32_t length, uint8_t digest[20]) {
  sha1(reinterpret_cast<const uint8_t *>(bytes), length, digest);
}

void sha1(const String &text, uint8_t digest[20]) { sha1(text.c_str(), text.length(), digest); }

String sha1(const uint8_t *bytes, uint32_t length) {
  uint8_t digest[20];
  sha1(bytes, length, digest);
  String text;
  for (uint8_t byte : digest) {
    char digits[3];
    snprintf(digits, sizeof(digits), "%02x", byte);
    text += digits;
  }
  return text;
}

String sha1(const char *bytes, uint32_t length) { return sha1(reinterpret_cast<const uint8_t *>(bytes), length); }

String sha1(const String &text) { return sha1(text.c_str(), text.length()); }
