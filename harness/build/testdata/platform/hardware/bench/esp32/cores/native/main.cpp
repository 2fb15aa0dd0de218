#include "Arduino.h"

#include <poll.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include <string>

HardwareSerial Serial;

int HardwareSerial::available() {
  struct pollfd fd = {0, POLLIN, 0};
  return poll(&fd, 1, 0) > 0 && (fd.revents & POLLIN);
}
int HardwareSerial::read() {
  unsigned char c;
  return ::read(0, &c, 1) == 1 ? c : -1;
}
void HardwareSerial::write(const char *s, size_t n) {
  while (n > 0) {
    ssize_t done = ::write(1, s, n);
    if (done <= 0) return;
    s += done, n -= done;
  }
}
void HardwareSerial::print(const char *s) { write(s, std::string(s).size()); }
void HardwareSerial::print(unsigned long n) { print(std::to_string(n).c_str()); }

// The clock stands still but for delay(): what a test sees does not depend on how fast the machine is.
static unsigned long now;
unsigned long millis() { return now; }
void delay(unsigned long ms) {
  now += ms;
  struct pollfd fd = {0, POLLIN, 0};
  poll(&fd, 1, 1);
}

int main() { setup(); }
