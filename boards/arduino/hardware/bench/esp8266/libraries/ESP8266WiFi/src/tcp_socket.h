// One TCP connection of the board: what the plain client and the TLS client both stand on.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "IPAddress.h"

class TcpSocket {
 public:
  TcpSocket() = default;
  explicit TcpSocket(int descriptor) : descriptor_(descriptor) {}
  TcpSocket(const TcpSocket &) = delete;
  TcpSocket &operator=(const TcpSocket &) = delete;
  ~TcpSocket() { close(); }

  // Connects, waiting so many milliseconds of board time at most. A connection that there was ends before.
  bool connect(const IPAddress &address, uint16_t port, uint32_t timeoutMilliseconds);
  void close();

  bool isOpen() const { return descriptor_ >= 0; }
  // Open, and the peer has not ended its side: the state ESTABLISHED.
  bool isEstablished();

  // How a transfer went that did not wait: so many bytes (> 0), or one of these.
  static constexpr ssize_t kNothingYet = 0;
  static constexpr ssize_t kEnded = -1;
  ssize_t receive(void *buffer, size_t size);
  ssize_t send(const void *bytes, size_t count);

  size_t waiting();
  int peek();

  // Waits for poll(2) events, for so many microseconds of board time; within a handshake at that rate (see
  // Clock::waitInHandshake).
  void wait(short events, uint64_t boardMicros, bool inHandshake = false);

  bool setOption(int level, int option, int value);
  int descriptor() const { return descriptor_; }
  IPAddress remoteAddress() const;
  uint16_t remotePort() const;
  IPAddress localAddress() const;
  uint16_t localPort() const;

 private:
  int descriptor_ = -1;
};
