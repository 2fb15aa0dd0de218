#include "HardwareSerial.h"

#include "bench/idle.h"
#include "bench/monitor.h"
#include "bench/uart.h"

HardwareSerial Serial(0);
HardwareSerial Serial1(1);
HardwareSerial Serial2(2);

void HardwareSerial::begin(unsigned long baud, uint32_t, int8_t, int8_t, bool, unsigned long, uint8_t) {
  begun_ = true;
  // 0 asks the chip to detect the rate; there is no wire to detect it on.
  updateBaudRate(baud ? baud : 115200);
}

void HardwareSerial::updateBaudRate(unsigned long baud) {
  baud_ = baud;
  if (wired()) {
    bench::Monitor::line("baud %lu", baud);
  }
}

int HardwareSerial::available() {
  if (!wired()) {
    return 0;
  }
  int waiting = bench::Uart::waiting() + (held_ >= 0);
  if (waiting == 0) {
    bench::Idle::look();
  }
  return waiting;
}

int HardwareSerial::read() {
  uint8_t byte;
  return read(&byte, 1) == 1 ? byte : -1;
}

size_t HardwareSerial::read(uint8_t *buffer, size_t size) {
  if (!wired() || size == 0) {
    return 0;
  }
  size_t count = 0;
  if (held_ >= 0) {
    buffer[count++] = held_;
    held_ = -1;
  }
  count += bench::Uart::read(buffer + count, size - count);
  return count;
}

int HardwareSerial::peek() {
  if (held_ < 0) {
    held_ = read();
  }
  return held_;
}

size_t HardwareSerial::write(const uint8_t *bytes, size_t count) {
  if (wired()) {
    bench::Uart::write(bytes, count);
  }
  return begun_ ? count : 0;
}
