// WiFiServer: accepts TCP connections on the board's address.
#ifndef wifiserver_h
#define wifiserver_h

#include "Arduino.h"
#include "WiFiClient.h"

class WiFiServer : public Server {
 public:
  explicit WiFiServer(uint16_t port = 23) : port_(port) {}
  WiFiServer(const IPAddress &, uint16_t port) : port_(port) {}
  WiFiServer(const WiFiServer &) = delete;
  WiFiServer &operator=(const WiFiServer &) = delete;
  ~WiFiServer() { stop(); }

  // Listens; status() tells whether it worked. 0 keeps the port of the constructor.
  void begin(uint16_t port = 0) override { begin(port, 5); }
  void begin(uint16_t port, uint8_t backlog);
  void stop();
  void close() { stop(); }
  void end() { stop(); }

  // The next waiting connection; a client that is not connected when there is none.
  WiFiClient accept();
  WiFiClient available(uint8_t *status = nullptr);
  bool hasClient();

  void setNoDelay(bool noDelay) { noDelay_ = noDelay; }
  bool getNoDelay() const { return noDelay_; }
  uint16_t port() const { return port_; }
  // As lwIP numbers states: 1 while listening, 0 otherwise.
  uint8_t status() const { return listener_ >= 0; }

  // A server takes no bytes.
  size_t write(uint8_t) override { return 0; }
  size_t write(const uint8_t *, size_t) override { return 0; }
  using Print::write;

 private:
  uint16_t port_;
  int listener_ = -1;
  bool noDelay_ = false;
};

#endif
