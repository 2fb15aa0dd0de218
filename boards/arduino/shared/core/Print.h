// Print: text output of Serial, of network clients and of everything else that takes bytes.
//
// Each print() and println() returns the number of bytes that were taken. println() ends the line with CR LF, by a
// write of its own: over TLS that is one record more, as on the chip.
#pragma once

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "Printable.h"
#include "WString.h"

#define DEC 10
#define HEX 16
#define OCT 8
#define BIN 2

class Print {
 public:
  virtual ~Print() = default;

  // What a sink implements: one byte, and better also a block of them.
  virtual size_t write(uint8_t byte) = 0;
  virtual size_t write(const uint8_t *bytes, size_t count);
  // How many bytes would be taken at once; 0 when the sink does not know.
  virtual int availableForWrite() { return 0; }
  virtual void flush() {}
#ifdef ESP8266
  // False when a write that was not taken at once never will be.
  virtual bool outputCanTimeout() { return true; }
#endif

  size_t write(const char *text) { return text ? write(reinterpret_cast<const uint8_t *>(text), strlen(text)) : 0; }
  size_t write(const char *bytes, size_t count) { return write(reinterpret_cast<const uint8_t *>(bytes), count); }

  int getWriteError() { return writeError_; }
  void clearWriteError() { setWriteError(0); }

  size_t printf(const char *format, ...) __attribute__((format(printf, 2, 3)));
  size_t vprintf(const char *format, va_list arguments);

  size_t print(const __FlashStringHelper *text) { return print(reinterpret_cast<const char *>(text)); }
  size_t print(const String &text) { return write(text.c_str(), text.length()); }
  size_t print(const char text[]) { return write(text); }
  size_t print(char c) { return write(static_cast<uint8_t>(c)); }
  size_t print(unsigned char value, int base = DEC) { return print(static_cast<unsigned long long>(value), base); }
  size_t print(int value, int base = DEC) { return print(static_cast<long>(value), base); }
  size_t print(unsigned int value, int base = DEC) { return print(static_cast<unsigned long long>(value), base); }
  size_t print(long value, int base = DEC);
  size_t print(unsigned long value, int base = DEC) { return print(static_cast<unsigned long long>(value), base); }
  size_t print(long long value, int base = DEC);
  size_t print(unsigned long long value, int base = DEC);
  size_t print(double value, int decimals = 2);
  size_t print(const Printable &value) { return value.printTo(*this); }
  size_t print(struct tm *time, const char *format = nullptr);

  size_t println() { return print("\r\n"); }
  template <typename T>
  size_t println(const T &value) {
    size_t count = print(value);
    return count + println();
  }
  template <typename T>
  size_t println(const T &value, int format) {
    size_t count = print(value, format);
    return count + println();
  }
  size_t println(struct tm *time, const char *format = nullptr) {
    size_t count = print(time, format);
    return count + println();
  }

 protected:
  void setWriteError(int error = 1) { writeError_ = error; }

 private:
  int writeError_ = 0;
};
