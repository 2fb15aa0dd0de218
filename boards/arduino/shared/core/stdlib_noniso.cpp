#include "stdlib_noniso.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

namespace {

// Writes a number that is neither negative nor infinite, cut after so many decimals.
void cut(double value, unsigned int decimals, char *out) {
  double whole;
  double fraction = modf(value, &whole);
  out += sprintf(out, "%.0f", whole);
  if (decimals > 0) {
    *out++ = '.';
  }
  for (; decimals > 0; decimals--) {
    fraction = modf(fraction * 10, &whole);
    *out++ = '0' + static_cast<int>(whole);
  }
  *out = 0;
}

}  // namespace

char *dtostrf(double value, signed int width, unsigned int decimals, char *out) {
  if (isnan(value) || isinf(value)) {
    sprintf(out, "%*s", width, isnan(value) ? "nan" : value < 0 ? "-inf" : "inf");
    return out;
  }
  char *text = out;
  if (value < 0) {
    *text++ = '-';
  }
  cut(fabs(value) + 0.5 * pow(10, -static_cast<double>(decimals)), decimals, text);
  int length = strlen(out);
  int pad = abs(width) - length;
  if (pad > 0) {
    memmove(width > 0 ? out + pad : out, out, length + 1);
    memset(width > 0 ? out : out + length, ' ', pad);
    out[length + pad] = 0;
  }
  return out;
}
