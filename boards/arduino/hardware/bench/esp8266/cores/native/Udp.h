// UDP: what every class that sends and receives datagrams offers.
#pragma once

#include "IPAddress.h"
#include "Stream.h"

class UDP : public Stream {
 public:
  // 1 when it worked.
  virtual uint8_t begin(uint16_t port) = 0;
  virtual void stop() = 0;
  // A datagram to be sent is begun, written and ended; 1 when it worked.
  virtual int beginPacket(IPAddress address, uint16_t port) = 0;
  virtual int beginPacket(const char *host, uint16_t port) = 0;
  virtual int endPacket() = 0;
  virtual size_t write(uint8_t byte) = 0;
  virtual size_t write(const uint8_t *bytes, size_t count) = 0;
  // Takes the next datagram that has come; its size, 0 when there is none.
  virtual int parsePacket() = 0;
  virtual int available() = 0;
  virtual int read() = 0;
  virtual int read(unsigned char *buffer, size_t size) = 0;
  virtual int read(char *buffer, size_t size) = 0;
  virtual int peek() = 0;
  virtual void flush() = 0;
  virtual IPAddress remoteIP() = 0;
  virtual uint16_t remotePort() = 0;
  using Print::write;
};
