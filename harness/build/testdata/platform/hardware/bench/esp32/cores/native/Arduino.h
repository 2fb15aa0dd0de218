// As much of Arduino as the sketches of the tests and bench_config.h need; Serial is stdin and stdout.
#pragma once
#include <string>
#include <stddef.h>

#define PROGMEM

class String {
 public:
  String(const char *s = "") : s_(s) {}
  size_t length() const { return s_.size(); }
  bool reserve(size_t n) { return n < 1000000 && (s_.reserve(n), true); }
  bool startsWith(const char *p) const { return s_.compare(0, std::string(p).size(), p) == 0; }
  char operator[](size_t i) const { return s_[i]; }
  String &operator+=(char c) { s_ += c; return *this; }
  String &operator+=(const String &o) { s_ += o.s_; return *this; }
  const char *c_str() const { return s_.c_str(); }

 private:
  std::string s_;
};

struct HardwareSerial {
  int available();
  int read();
  void print(const char *s);
  void print(unsigned long n);
  void write(const char *s, size_t n);
};
extern HardwareSerial Serial;

unsigned long millis();  // moves on in delay() alone
void delay(unsigned long ms);
void setup();
void loop();
