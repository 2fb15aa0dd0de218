// NetworkClient (WiFiClient in arduino-esp32 2.x): a TCP connection without TLS.
//
// Copies share the connection: stop() on one ends it for all.
#pragma once

#include <memory>

#include "Arduino.h"

// What arduino-esp32 puts between Client and its own clients: connecting with a limit, in milliseconds of board time.
class ESPLwIPClient : public Client {
 public:
  virtual int connect(IPAddress address, uint16_t port, int32_t timeoutMilliseconds) = 0;
  virtual int connect(const char *host, uint16_t port, int32_t timeoutMilliseconds) = 0;
};

class NetworkClient : public ESPLwIPClient {
 public:
  NetworkClient() = default;
  explicit NetworkClient(int descriptor);
  ~NetworkClient() override = default;

  int connect(IPAddress address, uint16_t port) override { return connect(address, port, timeout_); }
  int connect(const char *host, uint16_t port) override { return connect(host, port, timeout_); }
  int connect(IPAddress address, uint16_t port, int32_t timeoutMilliseconds) override;
  int connect(const char *host, uint16_t port, int32_t timeoutMilliseconds) override;

  size_t write(uint8_t byte) override { return write(&byte, 1); }
  size_t write(const uint8_t *bytes, size_t count) override;
  size_t write_P(PGM_P bytes, size_t count) { return write(reinterpret_cast<const uint8_t *>(bytes), count); }
  // Sends what the stream has available.
  size_t write(Stream &stream);
  using Print::write;

  int available() override;
  int read() override;
  // Returns the number of bytes; 0 while there are none, -1 without a connection. (NetworkClientSecure differs: -1 in
  // both.)
  int read(uint8_t *buffer, size_t size) override;
  int peek() override;
  // Nothing is buffered on the way out. (Before arduino-esp32 3.1 flush() threw away what was received: clear() does
  // that.)
  void flush() override {}
  void clear();
  void stop() override;
  // 0 after the peer closed, once all it sent was read, or after an error.
  uint8_t connected() override;

  operator bool() override { return connected(); }
  bool operator==(bool value) { return bool(*this) == value; }
  bool operator!=(bool value) { return bool(*this) != value; }
  bool operator==(const NetworkClient &other) const { return socket_ == other.socket_; }
  bool operator!=(const NetworkClient &other) const { return socket_ != other.socket_; }

  // The limit for connect() without one: milliseconds.
  void setConnectionTimeout(uint32_t milliseconds) { timeout_ = milliseconds; }
#if ESP_ARDUINO_VERSION_MAJOR < 3
  // 2.x counts in SECONDS here, and sets both the wait for bytes and the limit for connect(). 3.x has Stream's:
  // milliseconds, bytes only.
  int setTimeout(uint32_t seconds);
#endif

  int setNoDelay(bool noDelay);
  bool getNoDelay();
  int setSocketOption(int option, char *value, size_t length);
  int setSocketOption(int level, int option, const void *value, size_t length);
  int setOption(int option, int *value);
  int getOption(int option, int *value);

  IPAddress remoteIP() const;
  uint16_t remotePort() const;
  IPAddress localIP() const;
  uint16_t localPort() const;

  // The socket's descriptor; -1 without one.
  virtual int fd() const;

 protected:
  // Milliseconds that connect() and a write without progress may take.
  int32_t timeout_ = 3000;

 private:
  class Socket;

  bool failed(ssize_t result);

  std::shared_ptr<Socket> socket_;
};
