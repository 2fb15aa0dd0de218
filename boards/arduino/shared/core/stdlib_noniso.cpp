#include "stdlib_noniso.h"

#include <stdio.h>

#include <algorithm>

char *ulltoa(unsigned long long value, char *out, int base) {
  char *end = out;
  if (base >= 2 && base <= 36) {
    do {
      *end++ = "0123456789abcdefghijklmnopqrstuvwxyz"[value % base];
      value /= base;
    } while (value);
    std::reverse(out, end);
  }
  *end = 0;
  return out;
}

char *lltoa(long long value, char *out, int base) {
  if (value >= 0) {
    return ulltoa(value, out, base);
  }
  *out = '-';
  ulltoa(0ULL - static_cast<unsigned long long>(value), out + 1, base);
  return out;
}

char *itoa(int value, char *out, int base) {
  return base == 10 ? lltoa(value, out, base) : ulltoa(static_cast<unsigned int>(value), out, base);
}

char *ltoa(long value, char *out, int base) { return itoa(static_cast<int>(value), out, base); }

char *utoa(unsigned int value, char *out, int base) { return ulltoa(value, out, base); }

char *ultoa(unsigned long value, char *out, int base) { return ulltoa(value, out, base); }

char *dtostrf(double value, signed int width, unsigned int decimals, char *out) {
  sprintf(out, "%*.*f", width, static_cast<int>(decimals), value);
  return out;
}
