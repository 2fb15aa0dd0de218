// SHA-1 by the library that the chip's TLS client uses anyway.
#pragma once

#include <Arduino.h>

namespace bench::websocket {

constexpr size_t kSha1Size = 20;

void sha1(const String &text, uint8_t digest[kSha1Size]);

}  // namespace bench::websocket
