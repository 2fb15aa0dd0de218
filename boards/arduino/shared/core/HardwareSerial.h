// HardwareSerial: the UARTs of the chip. UART0 is file descriptor 0 (to the board) and 1 (from the board) of the
// process; the others exist, and are wired to nothing.
//
// Faithful: nothing is printed before begin(), and bytes go out at once and in order. Not modelled: the time that a
// byte takes on the wire, and the receive buffer's limit of 256 bytes.
#pragma once

#include "Stream.h"

enum SerialConfig {
  SERIAL_5N1 = 0x8000010,
  SERIAL_6N1 = 0x8000014,
  SERIAL_7N1 = 0x8000018,
  SERIAL_8N1 = 0x800001c,
  SERIAL_8N2 = 0x800003c,
  SERIAL_8E1 = 0x800001e,
  SERIAL_8O1 = 0x800001f,
};

class HardwareSerial : public Stream {
 public:
  explicit HardwareSerial(int uart) : uart_(uart) {}

  void begin(unsigned long baud, uint32_t config = SERIAL_8N1, int8_t rxPin = -1, int8_t txPin = -1,
             bool invert = false, unsigned long timeoutMilliseconds = 20000UL, uint8_t rxFullThreshold = 112);
  void end(bool = true) { begun_ = false; }
  void updateBaudRate(unsigned long baud);
  uint32_t baudRate() const { return begun_ ? baud_ : 0; }

  int available() override;
  int read() override;
  size_t read(uint8_t *buffer, size_t size);
  size_t read(char *buffer, size_t size) { return read(reinterpret_cast<uint8_t *>(buffer), size); }
  int peek() override;
  size_t write(uint8_t byte) override { return write(&byte, 1); }
  size_t write(const uint8_t *bytes, size_t count) override;
  size_t write(unsigned long n) { return write(static_cast<uint8_t>(n)); }
  size_t write(long n) { return write(static_cast<uint8_t>(n)); }
  size_t write(unsigned int n) { return write(static_cast<uint8_t>(n)); }
  size_t write(int n) { return write(static_cast<uint8_t>(n)); }
  using Print::write;
  int availableForWrite() override { return begun_ ? 128 : 0; }
  // Every write has left the process when it returns: there is nothing to flush.
  void flush() override {}
  void flush(bool) {}

  size_t setRxBufferSize(size_t size) { return size; }
  size_t setTxBufferSize(size_t size) { return size; }
  bool setPins(int8_t, int8_t, int8_t = -1, int8_t = -1) { return true; }
  void setDebugOutput(bool) {}

  operator bool() const { return begun_; }

 private:
  bool wired() const { return begun_ && uart_ == 0; }

  int uart_;
  bool begun_ = false;
  unsigned long baud_ = 0;
  int held_ = -1;  // the byte that peek() took from the descriptor
};

extern HardwareSerial Serial;
extern HardwareSerial Serial1;
extern HardwareSerial Serial2;
