// WiFiClient: a TCP connection without TLS.
//
// Copies share the connection: stop() on one ends it for all.
#ifndef wificlient_h
#define wificlient_h

#include <memory>

#include "Arduino.h"

class TcpSocket;

// How long stop() and flush() wait for the peer, unless told otherwise: not at all here, see flush().
#define WIFICLIENT_MAX_FLUSH_WAIT_MS 300

// What a TCP connection sends when nothing is said for a while.
#define TCP_DEFAULT_KEEPALIVE_IDLE_SEC 7200
#define TCP_DEFAULT_KEEPALIVE_INTERVAL_SEC 75
#define TCP_DEFAULT_KEEPALIVE_COUNT 9

class WiFiClient : public Client {
 public:
  WiFiClient();
  explicit WiFiClient(std::shared_ptr<TcpSocket> socket);
  ~WiFiClient() override;
  // A second client of the same connection.
  virtual std::unique_ptr<WiFiClient> clone() const;

  // 1 when connected, within the time-out of setTimeout() (5000 ms unless set); 0 when not.
  int connect(IPAddress address, uint16_t port) override;
  int connect(const char *host, uint16_t port) override;
  virtual int connect(const String &host, uint16_t port) { return connect(host.c_str(), port); }

  // All bytes, unless the peer takes none for the time-out.
  size_t write(uint8_t byte) override { return write(&byte, 1); }
  size_t write(const uint8_t *bytes, size_t count) override;
  size_t write_P(PGM_P bytes, size_t count) { return write(reinterpret_cast<const uint8_t *>(bytes), count); }
  // Sends what the stream has available.
  size_t write(Stream &stream);
  using Print::write;

  int available() override;
  // -1 when there is none.
  int read() override;
  // At most what is there: 0 when nothing is.
  int read(uint8_t *buffer, size_t size) override;
  int read(char *buffer, size_t size) { return read(reinterpret_cast<uint8_t *>(buffer), size); }
  int peek() override;
  // Waits, up to the time-out, for so many bytes, and copies without taking them.
  virtual size_t peekBytes(uint8_t *buffer, size_t length);
  size_t peekBytes(char *buffer, size_t length) { return peekBytes(reinterpret_cast<uint8_t *>(buffer), length); }

  // A write has left the process when it returns, so there is nothing to wait for: true.
  virtual bool flush(unsigned int maxWaitMilliseconds);
  void flush() override { flush(0); }
  virtual bool stop(unsigned int maxWaitMilliseconds);
  void stop() override { stop(0); }
  virtual void abort() { stop(0); }
  // 1 as long as the connection is open in both directions, or something received is left to read.
  uint8_t connected() override;
  operator bool() override { return connected(); }
  // A number of the connection's state as lwIP has it: 4 while established, 7 when the peer has closed, 0 without one.
  virtual uint8_t status();

  virtual IPAddress remoteIP();
  virtual uint16_t remotePort();
  virtual IPAddress localIP();
  virtual uint16_t localPort();

  void setNoDelay(bool noDelay);
  bool getNoDelay() const { return noDelay_; }
  virtual void keepAlive(uint16_t idleSeconds = TCP_DEFAULT_KEEPALIVE_IDLE_SEC,
                         uint16_t intervalSeconds = TCP_DEFAULT_KEEPALIVE_INTERVAL_SEC,
                         uint8_t count = TCP_DEFAULT_KEEPALIVE_COUNT);
  void disableKeepAlive() { keepAlive(0, 0, 0); }

  static void setDefaultNoDelay(bool noDelay);
  static bool getDefaultNoDelay();

 protected:
  // The connection below: a TLS client has another.
  virtual TcpSocket *socket() const { return socket_.get(); }
  void applyNoDelay();
  // Until so many bytes can be read, or the time-out; returns how many can.
  size_t await(size_t length);

 private:
  std::shared_ptr<TcpSocket> socket_;
  bool noDelay_;
};

#endif
