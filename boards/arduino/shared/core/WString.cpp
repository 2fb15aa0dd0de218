#include "WString.h"

#include <ctype.h>
#include <stdlib.h>

#include <algorithm>
#include <utility>

#include "stdlib_noniso.h"

const String emptyString;

namespace {

// A number in any base: 64 digits, a sign and the final zero.
constexpr size_t kDigits = 66;

// Sketches are written for a 32-bit long: a negative one in another base than ten shows 32 bits there, not 64.
template <typename T>
unsigned long long chipBits(T value) {
  if (value < 0 && static_cast<long long>(value) >= INT32_MIN) {
    return static_cast<uint32_t>(value);
  }
  return static_cast<unsigned long long>(value);
}

}  // namespace

String::String(const char *text) {
  if (text) {
    assign(text, strlen(text));
  }
}

String::String(const char *text, unsigned int length) {
  if (text) {
    assign(text, length);
  }
}

String::String(const __FlashStringHelper *text) : String(reinterpret_cast<const char *>(text)) {}

String::String(const String &other) { assign(other.c_str(), other.length_); }

String::String(String &&other) noexcept { take(other); }

String::String(StringSumHelper &&other) noexcept { take(other); }

String::String(char c) { assign(&c, 1); }

String::String(unsigned char value, unsigned char base) : String(static_cast<unsigned long long>(value), base) {}

String::String(int value, unsigned char base) : String(static_cast<long long>(value), base) {}

String::String(unsigned int value, unsigned char base) : String(static_cast<unsigned long long>(value), base) {}

String::String(long value, unsigned char base) : String(static_cast<long long>(value), base) {}

String::String(unsigned long value, unsigned char base) : String(static_cast<unsigned long long>(value), base) {}

String::String(long long value, unsigned char base) {
  char digits[kDigits];
  if (base == 10) {
    lltoa(value, digits, base);
  } else {
    ulltoa(chipBits(value), digits, base);
  }
  assign(digits, strlen(digits));
}

String::String(unsigned long long value, unsigned char base) {
  char digits[kDigits];
  ulltoa(value, digits, base);
  assign(digits, strlen(digits));
}

String::String(float value, unsigned int decimals) : String(static_cast<double>(value), decimals) {}

String::String(double value, unsigned int decimals) {
  // 309 digits before the point at most.
  char *text = static_cast<char *>(malloc(decimals + 320));
  if (!text) {
    valid_ = false;
    return;
  }
  dtostrf(value, decimals + 2, decimals, text);
  assign(text, strlen(text));
  free(text);
}

String::~String() { free(buffer_); }

String &String::operator=(const String &other) {
  if (this != &other) {
    assign(other.c_str(), other.length_);
  }
  return *this;
}

String &String::operator=(String &&other) noexcept {
  if (this != &other) {
    free(buffer_);
    take(other);
  }
  return *this;
}

String &String::operator=(const char *text) {
  if (text) {
    assign(text, strlen(text));
  } else {
    drop();
  }
  return *this;
}

String &String::operator=(const __FlashStringHelper *text) { return *this = reinterpret_cast<const char *>(text); }

bool String::reserve(unsigned int size) {
  if (buffer_ && capacity_ >= size) {
    return true;
  }
  // Whole 16-byte steps, as on the chip: a String that grows byte by byte does not ask the heap each time.
  size_t bytes = (static_cast<size_t>(size) + 16) & ~static_cast<size_t>(15);
  char *grown = static_cast<char *>(realloc(buffer_, bytes));
  if (!grown) {
    return false;
  }
  if (!buffer_) {
    grown[0] = 0;
  }
  buffer_ = grown;
  capacity_ = bytes - 1;
  return true;
}

void String::clear() {
  if (buffer_) {
    buffer_[0] = 0;
  }
  length_ = 0;
}

bool String::assign(const char *text, unsigned int length) {
  if (length == 0) {
    clear();
    return true;
  }
  if (!reserve(length)) {
    drop();
    valid_ = false;
    return false;
  }
  memmove(buffer_, text, length);
  buffer_[length] = 0;
  length_ = length;
  valid_ = true;
  return true;
}

void String::take(String &other) noexcept {
  buffer_ = std::exchange(other.buffer_, nullptr);
  capacity_ = std::exchange(other.capacity_, 0);
  length_ = std::exchange(other.length_, 0);
  valid_ = other.valid_;
}

void String::drop() {
  free(buffer_);
  buffer_ = nullptr;
  capacity_ = 0;
  length_ = 0;
}

bool String::concat(const String &text) {
  // s += s must read its own bytes after they moved.
  unsigned int more = text.length_;
  if (more == 0) {
    return true;
  }
  if (!reserve(length_ + more)) {
    return false;
  }
  memmove(buffer_ + length_, text.c_str(), more);
  length_ += more;
  buffer_[length_] = 0;
  return true;
}

bool String::concat(const char *text) { return text && concat(text, strlen(text)); }

bool String::concat(const char *text, unsigned int length) {
  if (!text) {
    return false;
  }
  bool inside = buffer_ && text >= buffer_ && text <= buffer_ + length_;
  size_t offset = inside ? text - buffer_ : 0;
  if (!reserve(length_ + length)) {
    return false;
  }
  memmove(buffer_ + length_, inside ? buffer_ + offset : text, length);
  length_ += length;
  buffer_[length_] = 0;
  return true;
}

int String::compareTo(const String &other) const {
  int order = memcmp(c_str(), other.c_str(), std::min(length_, other.length_));
  return order ? order : static_cast<int>(length_) - static_cast<int>(other.length_);
}

bool String::equals(const char *text) const {
  if (!text || !*text) {
    return length_ == 0;
  }
  return strcmp(c_str(), text) == 0;
}

bool String::equalsIgnoreCase(const String &other) const {
  return length_ == other.length_ && strncasecmp(c_str(), other.c_str(), length_) == 0;
}

bool String::equalsConstantTime(const String &other) const {
  if (length_ != other.length_) {
    return false;
  }
  unsigned char difference = 0;
  for (unsigned int i = 0; i < length_; i++) {
    difference |= buffer_[i] ^ other.buffer_[i];
  }
  return difference == 0;
}

bool String::startsWith(const String &prefix, unsigned int offset) const {
  return offset + prefix.length_ <= length_ && memcmp(c_str() + offset, prefix.c_str(), prefix.length_) == 0;
}

bool String::endsWith(const String &suffix) const {
  return suffix.length_ <= length_ && memcmp(c_str() + length_ - suffix.length_, suffix.c_str(), suffix.length_) == 0;
}

void String::setCharAt(unsigned int index, char c) {
  if (index < length_) {
    buffer_[index] = c;
  }
}

char String::operator[](unsigned int index) const { return index < length_ ? buffer_[index] : 0; }

char &String::operator[](unsigned int index) {
  static char outside;
  if (index >= length_) {
    outside = 0;
    return outside;
  }
  return buffer_[index];
}

void String::getBytes(unsigned char *buffer, unsigned int size, unsigned int index) const {
  if (!buffer || size == 0) {
    return;
  }
  unsigned int count = index < length_ ? std::min(size - 1, length_ - index) : 0;
  memcpy(buffer, c_str() + (count ? index : 0), count);
  buffer[count] = 0;
}

int String::indexOf(char c, unsigned int from) const {
  if (from >= length_) {
    return -1;
  }
  const void *found = memchr(buffer_ + from, c, length_ - from);
  return found ? static_cast<const char *>(found) - buffer_ : -1;
}

int String::indexOf(const String &text, unsigned int from) const {
  if (from >= length_) {
    return -1;
  }
  const char *found = strstr(buffer_ + from, text.c_str());
  return found ? found - buffer_ : -1;
}

int String::lastIndexOf(char c) const { return length_ ? lastIndexOf(c, length_ - 1) : -1; }

int String::lastIndexOf(char c, unsigned int from) const {
  if (from >= length_) {
    return -1;
  }
  const void *found = memrchr(buffer_, c, from + 1);
  return found ? static_cast<const char *>(found) - buffer_ : -1;
}

int String::lastIndexOf(const String &text) const {
  return text.length_ <= length_ ? lastIndexOf(text, length_ - text.length_) : -1;
}

int String::lastIndexOf(const String &text, unsigned int from) const {
  if (text.length_ == 0 || length_ == 0 || text.length_ > length_) {
    return -1;
  }
  for (int i = std::min(from, length_ - text.length_); i >= 0; i--) {
    if (memcmp(buffer_ + i, text.buffer_, text.length_) == 0) {
      return i;
    }
  }
  return -1;
}

String String::substring(unsigned int left, unsigned int right) const {
  if (left > right) {
    std::swap(left, right);
  }
  if (left >= length_) {
    return String();
  }
  return String(buffer_ + left, std::min(right, length_) - left);
}

void String::replace(char find, char replacement) { std::replace(begin(), end(), find, replacement); }

void String::replace(const String &find, const String &replacement) {
  if (length_ == 0 || find.length_ == 0) {
    return;
  }
  String result;
  unsigned int done = 0;
  for (int at = indexOf(find); at >= 0; at = indexOf(find, done)) {
    if (!result.concat(buffer_ + done, at - done) || !result.concat(replacement)) {
      return;
    }
    done = at + find.length_;
  }
  if (done != 0 && result.concat(buffer_ + done, length_ - done)) {
    *this = std::move(result);
  }
}

void String::remove(unsigned int index, unsigned int count) {
  if (index >= length_ || count == 0) {
    return;
  }
  count = std::min(count, length_ - index);
  memmove(buffer_ + index, buffer_ + index + count, length_ - index - count + 1);
  length_ -= count;
}

void String::toLowerCase() {
  std::transform(begin(), end(), begin(), [](unsigned char c) { return tolower(c); });
}

void String::toUpperCase() {
  std::transform(begin(), end(), begin(), [](unsigned char c) { return toupper(c); });
}

void String::trim() {
  unsigned int left = 0;
  unsigned int right = length_;
  while (left < right && isspace(static_cast<unsigned char>(buffer_[left]))) {
    left++;
  }
  while (right > left && isspace(static_cast<unsigned char>(buffer_[right - 1]))) {
    right--;
  }
  remove(right);
  remove(0, left);
}

long String::toInt() const {
  long value = strtol(c_str(), nullptr, 10);
  return std::clamp(value, static_cast<long>(INT32_MIN), static_cast<long>(INT32_MAX));
}

float String::toFloat() const { return static_cast<float>(toDouble()); }

double String::toDouble() const { return strtod(c_str(), nullptr); }
