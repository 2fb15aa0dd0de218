// BearSSL::WiFiClientSecure: a TLS client with the behaviour of the class of that name in esp8266/Arduino 3.1.
// README.md of this library lists what firmware meets, and where this differs from the chip.
//
// Exactly one way of trust is in force, that of the last call of setTrustAnchors(), setFingerprint(), setKnownKey(),
// allowSelfSignedCerts() or setInsecure(). Without any, connect() reaches the server, which sees a handshake that is
// given up. Copies share the connection.
#ifndef wificlientbearssl_h
#define wificlientbearssl_h

#include <memory>
#include <vector>

#include "BearSSLHelpers.h"
#include "CertStoreBearSSL.h"
#include "WiFiClient.h"

namespace bench::tls {
class Link;
}

namespace BearSSL {

class WiFiClientSecure : public WiFiClient {
 public:
  WiFiClientSecure();
  ~WiFiClientSecure() override;
  std::unique_ptr<WiFiClient> clone() const override;

  // 1 after a handshake with a trusted peer, 0 otherwise; getLastSSLError() then tells why, and TCP stays open until
  // stop(), the next connect() or the client's end. Without a name none is sent, and none is looked for.
  int connect(IPAddress address, uint16_t port) override;
  int connect(const char *host, uint16_t port) override;
  int connect(const String &host, uint16_t port) override { return connect(host.c_str(), port); }

  size_t write(uint8_t byte) override { return write(&byte, 1); }
  // All or nothing: 0, and the end of the connection, when the peer takes nothing for 5 s.
  size_t write(const uint8_t *bytes, size_t count) override;
  using WiFiClient::write;

  // At most the rest of the current record.
  int available() override;
  int read() override;
  // 0 while there is nothing, -1 without a connection.
  int read(uint8_t *buffer, size_t size) override;
  using WiFiClient::read;
  int peek() override;
  size_t peekBytes(uint8_t *buffer, size_t length) override;
  using WiFiClient::peekBytes;

  bool flush(unsigned int) override { return true; }
  using WiFiClient::flush;
  // Closes TCP without a close_notify.
  bool stop(unsigned int maxWaitMilliseconds) override;
  using WiFiClient::stop;
  uint8_t connected() override;

  // Trust. Certificates and keys must live as long as the client uses them.
  void setInsecure();
  void allowSelfSignedCerts();
  void setTrustAnchors(const X509List *anchors);
  // More authorities, from a file; it counts where anchors do. Null: none.
  void setCertStore(CertStoreBase *store);
  void setKnownKey(const PublicKey *key, unsigned usages = BR_KEYTYPE_KEYX | BR_KEYTYPE_SIGN);
  // The SHA-1 of the server's certificate: 20 bytes, or two hex digits each with blanks or colons between. A text that
  // is not that gives false, and the trust stays what it was.
  bool setFingerprint(const uint8_t fingerprint[20]);
  bool setFingerprint(const char *text);
  // The time that certificates are judged by; 0 is the board's clock.
  void setX509Time(time_t now);

  void setClientRSACert(const X509List *chain, const PrivateKey *key);
  void setClientECCert(const X509List *chain, const PrivateKey *key, unsigned usages, unsigned issuerKeyType);

  // Bytes of a record's content, 512 to 16384 each, from the next connect() on. The server is asked to keep to the
  // smaller of both (RFC 6066); getMFLNStatus() tells whether it said it will.
  void setBufferSizes(int receive, int send);
  int getMFLNStatus();
  // Whether a server agrees to records of so many bytes (512, 1024, 2048 or 4096). Connects, and speaks no further.
  static bool probeMaxFragmentLength(IPAddress address, uint16_t port, uint16_t length);
  static bool probeMaxFragmentLength(const char *host, uint16_t port, uint16_t length);
  static bool probeMaxFragmentLength(const String &host, uint16_t port, uint16_t length) {
    return probeMaxFragmentLength(host.c_str(), port, length);
  }

  void setSession(Session *session);
  // Suites by their IANA numbers, best first; false when there is none.
  bool setCiphers(const uint16_t *suites, int count);
  bool setCiphers(const std::vector<uint16_t> &suites) { return setCiphers(suites.data(), suites.size()); }
  // RSA key exchange with AES-CBC: quick on the chip, and not secret for ever.
  bool setCiphersLessSecure();
  // BR_TLS10, BR_TLS11 or BR_TLS12; false, and no change, for others.
  bool setSSLVersion(uint32_t oldest = BR_TLS10, uint32_t newest = BR_TLS12);

  // Why the last connection failed or ended: 0 for no reason, a number of BearSSL (bearssl_ssl.h, bearssl_x509.h), or
  // -1000 when memory was short. The text is at most size - 1 bytes long.
  int getLastSSLError(char *text = nullptr, size_t size = 0);

 protected:
  TcpSocket *socket() const override;

 private:
  std::shared_ptr<bench::tls::Link> link_;
};

}  // namespace BearSSL

#endif
