// NetworkClientSecure (WiFiClientSecure): a TLS client over mbedTLS, with the behaviour of arduino-esp32's class of
// that name.
//
// It is the quirks that firmware meets, so they are kept; README.md of this library lists them with their sources.
// Copies of a client share the session.
#pragma once

#include <memory>

#include "Network.h"
#include "ssl_client.h"

class NetworkClientSecure : public NetworkClient {
 public:
  NetworkClientSecure();
  explicit NetworkClientSecure(int descriptor);
  ~NetworkClientSecure() override;

  // 1 after a handshake with a peer that was verified, 0 otherwise; lastError() then tells why. Names are sent as SNI,
  // and so are addresses. Without trust (setCACert, setInsecure or a pre-shared key) no connection is even tried.
  // Time-outs in milliseconds.
  int connect(IPAddress address, uint16_t port) override;
  int connect(const char *host, uint16_t port) override;
  int connect(IPAddress address, uint16_t port, int32_t timeoutMilliseconds) override;
  int connect(const char *host, uint16_t port, int32_t timeoutMilliseconds) override;
  int connect(IPAddress address, uint16_t port, const char *caCert, const char *cert, const char *privateKey);
  int connect(const char *host, uint16_t port, const char *caCert, const char *cert, const char *privateKey);
  int connect(IPAddress address, uint16_t port, const char *host, const char *caCert, const char *cert,
              const char *privateKey);
  // With a pre-shared key. In 3.x the handshake is left to the first write or read: 1 means no more than that TCP
  // connected.
  int connect(IPAddress address, uint16_t port, const char *pskIdentity, const char *psk);
  int connect(const char *host, uint16_t port, const char *pskIdentity, const char *psk);

  // At most the rest of the current record; -1 when nothing can be read, also while more may come.
  int read(uint8_t *buffer, size_t size) override;
  int read() override;
  // Waits for a byte, up to the stream's time-out.
  int peek() override;
  // 2.x gives mbedTLS's negative error once, -30848 after the peer's close_notify; 3.x gives 0.
  int available() override;
  size_t write(uint8_t byte) override { return write(&byte, 1); }
  // 3.x sends all, as records of 4096 bytes; 2.x one record, of 16384 bytes at most. 0, and the end of the connection,
  // after an error.
  size_t write(const uint8_t *bytes, size_t count) override;
  using Print::write;
  void flush() override {}
  // Closes TCP without a close_notify.
  void stop() override;
  // Stays 1 when the peer ends TCP without a close_notify.
  uint8_t connected() override;
  operator bool() override { return connected(); }

  // The error of the last connect(), with its text; the socket's number after a success.
  int lastError(char *buffer, size_t size);

  // Trust. Texts are PEM; their memory must outlast connect().
  void setInsecure();
  void setCACert(const char *rootCa);
  // Authorities from a bundle, in the layout of the chip's ESP-IDF (tls_bundle.h). Null takes it away.
#if ESP_ARDUINO_VERSION >= ESP_ARDUINO_VERSION_VAL(3, 0, 4)
  void setCACertBundle(const uint8_t *bundle, size_t size);
#else
  void setCACertBundle(const uint8_t *bundle);
#endif
#if ESP_ARDUINO_VERSION_MAJOR >= 3
  // The bundle that is linked into the core. There is none on the bench: every server is refused.
  void useBuiltinCACertBundle();
#endif
  void setCertificate(const char *clientCert);
  void setPrivateKey(const char *privateKey);
  void setPreSharedKey(const char *identity, const char *hexKey);
  // The same from a stream, kept in memory of the client's own.
  bool loadCACert(Stream &stream, size_t size);
  bool loadCertificate(Stream &stream, size_t size);
  bool loadPrivateKey(Stream &stream, size_t size);

  // Checks the connected peer's certificate: SHA-256 in hex, and the name unless it is null. The connection stays
  // whatever comes out.
  bool verify(const char *fingerprint, const char *host);
  const mbedtls_x509_crt *getPeerCertificate() { return mbedtls_ssl_get_peer_cert(&session_->ssl_ctx); }
  bool getFingerprintSHA256(uint8_t sha256[32]) { return get_peer_fingerprint(session_.get(), sha256); }

  // SECONDS, in both versions; 120 unless set.
  void setHandshakeTimeout(unsigned long seconds) { session_->handshake_timeout = seconds * 1000; }
  void setAlpnProtocols(const char **protocols) { trust_.alpn = protocols; }

#if ESP_ARDUINO_VERSION_MAJOR >= 3
  // STARTTLS: connect() then ends after TCP, and reads and writes go without TLS until startTLS().
  void setPlainStart() { plain_ = true; }
  bool stillInPlainStart() { return plain_; }
  int startTLS();
#endif

  int fd() const override { return session_->socket; }

 private:
  // PEM text that load...() took from a stream.
  using Text = std::shared_ptr<char>;

  // One connect() with all its choices made.
  struct Attempt {
    bool resolved;  // address is the host's
    IPAddress address;
    uint16_t port;
    const char *host;  // may be null
    sslclient_trust trust;
    bool handshake;  // connect() performs it
  };

  int connect(const Attempt &attempt);
  sslclient_trust certificates(const char *caCert, const char *cert, const char *privateKey) const;
  bool load(Stream &stream, size_t size, Text &text);
  int takePeeked(uint8_t *buffer);

  std::shared_ptr<sslclient_context> session_;
  sslclient_trust trust_;
  Text loadedCa_;
  Text loadedCert_;
  Text loadedKey_;
  bool connected_ = false;
  bool plain_ = false;
};
