// NetworkServer (WiFiServer): accepts TCP connections on the board's address.
#pragma once

#include "Arduino.h"
#include "NetworkClient.h"

class NetworkServer : public Server {
 public:
  explicit NetworkServer(uint16_t port = 80, uint8_t backlog = 4) : port_(port), backlog_(backlog) {}
  ~NetworkServer() { end(); }

  // Listens; operator bool tells whether it worked. 0 keeps the port of the constructor.
  void begin(uint16_t port = 0) override;
  void end();
  void close() { end(); }
  void stop() { end(); }

  // The next waiting connection; a client that is not connected when there is none.
  NetworkClient accept();
  NetworkClient available() { return accept(); }
  bool hasClient();
  void setNoDelay(bool noDelay) { noDelay_ = noDelay; }
  bool getNoDelay() const { return noDelay_; }

  // A server takes no bytes.
  size_t write(uint8_t) override { return 0; }
  size_t write(const uint8_t *, size_t) override { return 0; }
  using Print::write;

  operator bool() const { return listener_ >= 0; }

 private:
  uint16_t port_;
  uint8_t backlog_;
  bool noDelay_ = false;
  int listener_ = -1;
};
