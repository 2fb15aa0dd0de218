// Dialer: makes the connection that a WebSocket runs over, plain or TLS, with the trust that a sketch asked for.
#pragma once

#include <memory>

#if defined(ESP8266)
#include <ESP8266WiFi.h>
#include <WiFiClientSecure.h>
#else
#include <WiFi.h>
#include <WiFiClientSecure.h>
#endif

namespace bench::websocket {

class Dialer {
 public:
  // Each forgets the trust that was set before.
  void usePlain() { trust_ = Trust(); }
  // An empty fingerprint means that the server is not verified.
  void useFingerprint(const String &text);
#if defined(ESP8266)
  void useFingerprint(const uint8_t *sha1);
  // Null, here and below, means that the server is not verified.
  void useAuthority(const char *pem);
  void useAuthority(const BearSSL::X509List *list);
  // For every TLS connection from now on.
  void setIdentity(const BearSSL::X509List *certificate, const BearSSL::PrivateKey *key);
#else
  void useAuthority(const char *pem);
  void useBundle(const uint8_t *bundle, size_t size);
#endif

  // Blocks; null when there is no connection, or the peer was refused.
  std::unique_ptr<Client> dial(const String &host, uint16_t port) const;

 private:
  struct Trust {
    bool secure = false;
    String fingerprint;
#if defined(ESP8266)
    std::shared_ptr<const uint8_t> sha1;
    const BearSSL::X509List *list = nullptr;
    std::shared_ptr<const BearSSL::X509List> ownList;  // of a PEM text; list points to it
#else
    const char *pem = nullptr;
    const uint8_t *bundle = nullptr;
    size_t bundleSize = 0;
#endif
  };

  Trust &secured();

  Trust trust_;
#if defined(ESP8266)
  const BearSSL::X509List *certificate_ = nullptr;
  const BearSSL::PrivateKey *key_ = nullptr;
#endif
};

}  // namespace bench::websocket
