// SHA-1 of bytes and texts.
#ifndef HASH_H_
#define HASH_H_

#include <Arduino.h>

void sha1(const uint8_t *bytes, uint32_t length, uint8_t digest[20]);
void sha1(const char *bytes, uint32_t length, uint8_t digest[20]);
void sha1(const String &text, uint8_t digest[20]);

// The same in lower-case hex.
String sha1(const uint8_t *bytes, uint32_t length);
String sha1(const char *bytes, uint32_t length);
String sha1(const String &text);

#endif
