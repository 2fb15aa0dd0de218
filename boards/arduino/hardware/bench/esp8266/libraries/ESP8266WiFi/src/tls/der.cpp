#include "der.h"

#include <string.h>

namespace bench::tls {

bool View::operator==(const View &other) const {
  return size == other.size && (size == 0 || memcmp(data, other.data, size) == 0);
}

View Der::fail() {
  good_ = false;
  rest_ = View();
  return View();
}

View Der::next(uint8_t tag, bool withHeader) {
  if (rest_.size < 2 || rest_.data[0] != tag) {
    return fail();
  }
  size_t header = 2;
  size_t length = rest_.data[1];
  if (length & 0x80) {
    size_t digits = length & 0x7f;
    if (digits == 0 || digits > 3 || rest_.size < header + digits) {
      return fail();
    }
    length = 0;
    for (; digits > 0; digits--) {
      length = length << 8 | rest_.data[header++];
    }
  }
  if (rest_.size - header < length) {
    return fail();
  }
  View whole = {rest_.data, header + length};
  rest_ = {rest_.data + whole.size, rest_.size - whole.size};
  return withHeader ? whole : View{whole.data + header, length};
}

View Der::take(uint8_t tag) { return next(tag, false); }

View Der::takeWhole(uint8_t tag) { return next(tag, true); }

View Der::takeNumber() {
  View digits = take(kInteger);
  if (!good_ || digits.size == 0 || (digits.data[0] & 0x80)) {
    return fail();
  }
  while (digits.size > 0 && digits.data[0] == 0) {
    digits = {digits.data + 1, digits.size - 1};
  }
  return digits;
}

}  // namespace bench::tls
