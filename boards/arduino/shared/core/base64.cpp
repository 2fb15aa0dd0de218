#include "base64.h"

String base64::encode(const uint8_t *bytes, size_t length, bool lines) {
  constexpr size_t kLine = 54;  // bytes of 72 digits
  static const char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  String text;
  if (!text.reserve((length + 2) / 3 * 4 + (lines ? length / kLine : 0))) {
    return text;
  }
  for (size_t i = 0; i < length; i += 3) {
    if (lines && i > 0 && i % kLine == 0) {
      text += '\n';
    }
    size_t left = length - i;
    uint32_t group = bytes[i] << 16 | (left > 1 ? bytes[i + 1] << 8 : 0) | (left > 2 ? bytes[i + 2] : 0);
    text += kDigits[group >> 18];
    text += kDigits[group >> 12 & 63];
    text += left > 1 ? kDigits[group >> 6 & 63] : '=';
    text += left > 2 ? kDigits[group & 63] : '=';
  }
  return text;
}
