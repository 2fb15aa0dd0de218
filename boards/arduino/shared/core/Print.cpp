#include "Print.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "stdlib_noniso.h"

namespace {

constexpr int kMostDecimals = 40;

unsigned int constrainDecimals(int decimals) {
  return decimals < 0 ? 0 : decimals > kMostDecimals ? kMostDecimals : decimals;
}

}  // namespace

size_t Print::write(const uint8_t *bytes, size_t count) {
  size_t written = 0;
  while (count-- && write(*bytes++)) {
    written++;
  }
  return written;
}

size_t Print::printf(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  size_t written = vprintf(format, arguments);
  va_end(arguments);
  return written;
}

size_t Print::vprintf(const char *format, va_list arguments) {
  // Short texts stay on the stack, as on the chip: a printf in a low-memory moment must not need the heap.
  char brief[64];
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(brief, sizeof(brief), format, again);
  va_end(again);
  if (length < 0) {
    return 0;
  }
  if (static_cast<size_t>(length) < sizeof(brief)) {
    return write(brief, length);
  }
  char *text = static_cast<char *>(malloc(length + 1));
  if (!text) {
    return 0;
  }
  vsnprintf(text, length + 1, format, arguments);
  size_t written = write(text, length);
  free(text);
  return written;
}

size_t Print::print(long value, int base) {
  // The chip's long has 32 bits: print(-1, HEX) shows FFFFFFFF.
  if (base != DEC && value < 0 && value >= INT32_MIN) {
    return print(static_cast<unsigned long long>(static_cast<uint32_t>(value)), base);
  }
  return print(static_cast<long long>(value), base);
}

size_t Print::print(long long value, int base) {
  if (base == DEC && value < 0) {
    size_t sign = print('-');
    return sign + print(0ULL - static_cast<unsigned long long>(value), base);
  }
  return print(static_cast<unsigned long long>(value), base);
}

size_t Print::print(unsigned long long value, int base) {
  if (base == 0) {
    return write(static_cast<uint8_t>(value));
  }
  char digits[65];
  ulltoa(value, digits, base < 2 ? DEC : base);
  for (char *c = digits; *c; c++) {
    if (*c >= 'a') {
      *c += 'A' - 'a';
    }
  }
  return write(digits);
}

size_t Print::print(double value, int decimals) {
  if (isnan(value)) {
    return print("nan");
  }
  if (isinf(value)) {
    return print("inf");
  }
  // Beyond these the chip's integer part overflows; Arduino prints a word instead of wrong digits.
  if (value > 4294967040.0 || value < -4294967040.0) {
    return print("ovf");
  }
  // Ten digits before the point, and no more decimals than a double can mean anything by.
  char text[64];
  return write(dtostrf(value, 0, constrainDecimals(decimals), text));
}

size_t Print::print(struct tm *time, const char *format) {
  char text[64];
  size_t length = strftime(text, sizeof(text), format ? format : "%c", time);
  return write(text, length);
}
