// String sums: left + right for every type of right.
#include "WString.h"

namespace {

// Operands of a chain a + b + c are temporaries: the sum grows in the first.
template <typename T>
StringSumHelper &sum(const StringSumHelper &left, const T &right) {
  StringSumHelper &grown = const_cast<StringSumHelper &>(left);
  grown.concat(right);
  return grown;
}

}  // namespace

StringSumHelper &operator+(const StringSumHelper &left, const String &right) { return sum(left, right); }
StringSumHelper &operator+(const StringSumHelper &left, const char *right) { return sum(left, right); }
StringSumHelper &operator+(const StringSumHelper &left, const __FlashStringHelper *right) { return sum(left, right); }
StringSumHelper &operator+(const StringSumHelper &left, char right) { return sum(left, right); }
StringSumHelper &operator+(const StringSumHelper &left, unsigned char right) { return sum(left, right); }
StringSumHelper &operator+(const StringSumHelper &left, int right) { return sum(left, right); }
StringSumHelper &operator+(const StringSumHelper &left, unsigned int right) { return sum(left, right); }
StringSumHelper &operator+(const StringSumHelper &left, long right) { return sum(left, right); }
StringSumHelper &operator+(const StringSumHelper &left, unsigned long right) { return sum(left, right); }
StringSumHelper &operator+(const StringSumHelper &left, long long right) { return sum(left, right); }
StringSumHelper &operator+(const StringSumHelper &left, unsigned long long right) { return sum(left, right); }
StringSumHelper &operator+(const StringSumHelper &left, float right) { return sum(left, right); }
StringSumHelper &operator+(const StringSumHelper &left, double right) { return sum(left, right); }
