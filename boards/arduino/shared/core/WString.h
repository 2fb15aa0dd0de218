// String: the text type of Arduino sketches, with the semantics of arduino-esp32's cores/esp32/WString.
//
// Lengths are bytes, not characters. A String whose memory could not be had keeps its old text, and concat() and
// reserve() say so by returning false: nothing is thrown.
#pragma once

#include <pgmspace.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

class __FlashStringHelper;
#define FPSTR(text) (reinterpret_cast<const __FlashStringHelper *>(text))
#define F(text) (FPSTR(PSTR(text)))

class StringSumHelper;

class String {
 public:
  String(const char *text = "");
  String(const char *text, unsigned int length);
  String(const uint8_t *text, unsigned int length) : String(reinterpret_cast<const char *>(text), length) {}
  String(const __FlashStringHelper *text);
  String(const String &other);
  String(String &&other) noexcept;
  String(StringSumHelper &&other) noexcept;
  explicit String(char c);
  explicit String(unsigned char value, unsigned char base = 10);
  explicit String(int value, unsigned char base = 10);
  explicit String(unsigned int value, unsigned char base = 10);
  explicit String(long value, unsigned char base = 10);
  explicit String(unsigned long value, unsigned char base = 10);
  explicit String(long long value, unsigned char base = 10);
  explicit String(unsigned long long value, unsigned char base = 10);
  explicit String(float value, unsigned int decimals = 2);
  explicit String(double value, unsigned int decimals = 2);
  ~String();

  String &operator=(const String &other);
  String &operator=(String &&other) noexcept;
  String &operator=(const char *text);
  String &operator=(const __FlashStringHelper *text);

  // Memory. reserve(n) makes room for n bytes of text; false when the heap has none.
  bool reserve(unsigned int size);
  unsigned int length() const { return length_; }
  bool isEmpty() const { return length_ == 0; }
  void clear();

  // Adding; false, and no change, when memory is short or the text is null.
  bool concat(const String &text);
  bool concat(const char *text);
  bool concat(const char *text, unsigned int length);
  bool concat(const uint8_t *text, unsigned int length) { return concat(reinterpret_cast<const char *>(text), length); }
  bool concat(const __FlashStringHelper *text) { return concat(reinterpret_cast<const char *>(text)); }
  bool concat(char c) { return concat(&c, 1); }
  bool concat(unsigned char value) { return concat(String(value)); }
  bool concat(int value) { return concat(String(value)); }
  bool concat(unsigned int value) { return concat(String(value)); }
  bool concat(long value) { return concat(String(value)); }
  bool concat(unsigned long value) { return concat(String(value)); }
  bool concat(long long value) { return concat(String(value)); }
  bool concat(unsigned long long value) { return concat(String(value)); }
  bool concat(float value) { return concat(String(value)); }
  bool concat(double value) { return concat(String(value)); }

  template <typename T>
  String &operator+=(const T &value) {
    concat(value);
    return *this;
  }

  // Comparing, byte by byte.
  int compareTo(const String &other) const;
  bool equals(const String &other) const {
    return length_ == other.length_ && memcmp(c_str(), other.c_str(), length_) == 0;
  }
  bool equals(const char *text) const;
  bool equalsIgnoreCase(const String &other) const;
  bool equalsConstantTime(const String &other) const;
  bool startsWith(const String &prefix) const { return startsWith(prefix, 0); }
  bool startsWith(const String &prefix, unsigned int offset) const;
  bool startsWith(const char *prefix) const { return startsWith(String(prefix)); }
  bool startsWith(const __FlashStringHelper *prefix) const { return startsWith(String(prefix)); }
  bool endsWith(const String &suffix) const;
  bool operator==(const String &other) const { return equals(other); }
  bool operator==(const char *text) const { return equals(text); }
  bool operator!=(const String &other) const { return !equals(other); }
  bool operator!=(const char *text) const { return !equals(text); }
  bool operator<(const String &other) const { return compareTo(other) < 0; }
  bool operator>(const String &other) const { return compareTo(other) > 0; }
  bool operator<=(const String &other) const { return compareTo(other) <= 0; }
  bool operator>=(const String &other) const { return compareTo(other) >= 0; }

  // True unless the String lost its memory: an empty String is true.
  explicit operator bool() const { return valid_; }

  // Single bytes. Reading outside gives 0, writing outside does nothing.
  char charAt(unsigned int index) const { return operator[](index); }
  void setCharAt(unsigned int index, char c);
  char operator[](unsigned int index) const;
  char &operator[](unsigned int index);
  void getBytes(unsigned char *buffer, unsigned int size, unsigned int index = 0) const;
  void toCharArray(char *buffer, unsigned int size, unsigned int index = 0) const {
    getBytes(reinterpret_cast<unsigned char *>(buffer), size, index);
  }
  const char *c_str() const { return buffer_ ? buffer_ : ""; }
  char *begin() { return wbuffer(); }
  char *end() { return wbuffer() + length_; }
  const char *begin() const { return c_str(); }
  const char *end() const { return c_str() + length_; }

  // Searching; -1 when there is none.
  int indexOf(char c, unsigned int from = 0) const;
  int indexOf(const String &text, unsigned int from = 0) const;
  int indexOf(const char *text, unsigned int from = 0) const { return indexOf(String(text), from); }
  int lastIndexOf(char c) const;
  int lastIndexOf(char c, unsigned int from) const;
  int lastIndexOf(const String &text) const;
  int lastIndexOf(const String &text, unsigned int from) const;
  String substring(unsigned int left) const { return substring(left, length_); }
  String substring(unsigned int left, unsigned int right) const;

  // Changing in place.
  void replace(char find, char replacement);
  void replace(const String &find, const String &replacement);
  void remove(unsigned int index) { remove(index, length_); }
  void remove(unsigned int index, unsigned int count);
  void toLowerCase();
  void toUpperCase();
  void trim();

  // Numbers at the start of the text; 0 when there is none. toInt() has the range of the chip's 32-bit long.
  long toInt() const;
  float toFloat() const;
  double toDouble() const;

 private:
  char *wbuffer() { return buffer_ ? buffer_ : const_cast<char *>(""); }
  bool assign(const char *text, unsigned int length);
  void take(String &other) noexcept;
  void drop();

  char *buffer_ = nullptr;
  unsigned int capacity_ = 0;  // bytes of text that fit, without the final zero
  unsigned int length_ = 0;
  bool valid_ = true;
};

// The result of operator+: a String of its own, so that a sum does not change its operands.
class StringSumHelper : public String {
 public:
  StringSumHelper(const String &text) : String(text) {}
  StringSumHelper(const char *text) : String(text) {}
  StringSumHelper(const __FlashStringHelper *text) : String(text) {}
};

// Plain overloads, not a template: a template would take part in every + of a sketch, those of unrelated types too.
StringSumHelper &operator+(const StringSumHelper &left, const String &right);
StringSumHelper &operator+(const StringSumHelper &left, const char *right);
StringSumHelper &operator+(const StringSumHelper &left, const __FlashStringHelper *right);
StringSumHelper &operator+(const StringSumHelper &left, char right);
StringSumHelper &operator+(const StringSumHelper &left, unsigned char right);
StringSumHelper &operator+(const StringSumHelper &left, int right);
StringSumHelper &operator+(const StringSumHelper &left, unsigned int right);
StringSumHelper &operator+(const StringSumHelper &left, long right);
StringSumHelper &operator+(const StringSumHelper &left, unsigned long right);
StringSumHelper &operator+(const StringSumHelper &left, long long right);
StringSumHelper &operator+(const StringSumHelper &left, unsigned long long right);
StringSumHelper &operator+(const StringSumHelper &left, float right);
StringSumHelper &operator+(const StringSumHelper &left, double right);

inline bool operator==(const char *left, const String &right) { return right.equals(left); }
inline bool operator!=(const char *left, const String &right) { return !right.equals(left); }

extern const String emptyString;
