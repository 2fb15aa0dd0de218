#include "IPAddress.h"

#include <ctype.h>

#include "Print.h"

const IPAddress INADDR_NONE(static_cast<uint32_t>(0));

IPAddress::IPAddress(uint8_t first, uint8_t second, uint8_t third, uint8_t fourth) {
  (*this)[0] = first;
  (*this)[1] = second;
  (*this)[2] = third;
  (*this)[3] = fourth;
}

IPAddress::IPAddress(const uint8_t *bytes) : IPAddress(bytes[0], bytes[1], bytes[2], bytes[3]) {}

bool IPAddress::fromString(const char *text) {
  IPAddress parsed;
  for (int part = 0; part < 4; part++) {
    if (part > 0 && *text++ != '.') {
      return false;
    }
    if (!isdigit(static_cast<unsigned char>(*text))) {
      return false;
    }
    unsigned int value = 0;
    for (; isdigit(static_cast<unsigned char>(*text)); text++) {
      value = value * 10 + (*text - '0');
      if (value > 255) {
        return false;
      }
    }
    parsed[part] = value;
  }
  if (*text) {
    return false;
  }
  address_ = parsed.address_;
  return true;
}

String IPAddress::toString(bool) const {
  char text[16];
  snprintf(text, sizeof(text), "%u.%u.%u.%u", (*this)[0], (*this)[1], (*this)[2], (*this)[3]);
  return String(text);
}

size_t IPAddress::printTo(Print &out) const { return out.print(toString()); }
