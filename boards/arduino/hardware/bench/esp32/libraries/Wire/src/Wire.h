// I2C with nothing on the bus: what is addressed does not answer, as on a board to which no device is wired.
//
// Interface and results after the Arduino reference (Wire) and the documentation of arduino-esp32.
#pragma once

#include "Arduino.h"

class TwoWire : public Stream {
 public:
  bool begin() { return begin(-1, -1); }
  bool begin(int sda, int scl, uint32_t frequency = 0);
  bool end();
  bool setPins(int, int) { return !running_; }
  bool setClock(uint32_t frequency);
  uint32_t getClock() const { return running_ ? frequency_ : 0; }
  void setTimeOut(uint16_t milliseconds) { timeOut_ = milliseconds; }
  uint16_t getTimeOut() const { return timeOut_; }

  void beginTransmission(uint16_t address);
  // 1: more was written than fits, 2: nobody at the address, 4: not begun.
  uint8_t endTransmission(bool stop = true);
  // How many bytes came: none.
  size_t requestFrom(uint16_t address, size_t count, bool stop = true);

  size_t write(uint8_t byte) override { return write(&byte, 1); }
  size_t write(const uint8_t *bytes, size_t count) override;
  using Print::write;
  int available() override { return 0; }
  int read() override { return -1; }
  int peek() override { return -1; }
  void flush() override {}

 private:
  static constexpr size_t kBuffer = 128;
  static constexpr uint32_t kFrequency = 100000;

  bool running_ = false;
  bool open_ = false;  // a transmission was begun
  bool tooLong_ = false;
  size_t written_ = 0;
  uint32_t frequency_ = kFrequency;
  uint16_t timeOut_ = 50;
};

extern TwoWire Wire;
extern TwoWire Wire1;
