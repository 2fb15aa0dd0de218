#if !defined(ESP8266)

#include "../WebSockets.h"
#include "dialer.h"

namespace bench::websocket {

namespace {

// setCACertBundle() takes the bundle's size since arduino-esp32 3.0.4 (Links2004/arduinoWebSockets issue 896), and is
// called as the core at hand declares it. A core without it gets no trust: it then refuses to connect.
template <typename Secure>
auto giveBundle(Secure &client, const uint8_t *bundle, size_t size,
                int) -> decltype(client.setCACertBundle(bundle, size), void()) {
  client.setCACertBundle(bundle, size);
}

template <typename Secure>
auto giveBundle(Secure &client, const uint8_t *bundle, size_t, long) -> decltype(client.setCACertBundle(bundle),
                                                                                 void()) {
  client.setCACertBundle(bundle);
}

template <typename Secure>
void giveBundle(Secure &, const uint8_t *, size_t, ...) {
  log_e("this core has no certificate bundles");
}

}  // namespace

void Dialer::useAuthority(const char *pem) { secured().pem = pem; }

void Dialer::useBundle(const uint8_t *bundle, size_t size) {
  Trust &trust = secured();
  trust.bundle = bundle;
  trust.bundleSize = size;
}

std::unique_ptr<Client> Dialer::dial(const String &host, uint16_t port) const {
  std::unique_ptr<WiFiClient> client;
  if (trust_.secure) {
    std::unique_ptr<WiFiClientSecure> secure(new WiFiClientSecure);
    if (trust_.pem) {
      secure->setCACert(trust_.pem);
    } else if (trust_.bundle) {
      giveBundle(*secure, trust_.bundle, trust_.bundleSize, 0);
    } else if (trust_.fingerprint.isEmpty()) {
      secure->setInsecure();
    }
    // With a fingerprint alone nothing is set, and connect() then refuses without a packet: this client can compare
    // fingerprints only after it has connected.
    client = std::move(secure);
  } else {
    client.reset(new WiFiClient);
  }
  if (client->connect(host.c_str(), port, WEBSOCKETS_TCP_TIMEOUT) != 1) {
    return nullptr;
  }
  return client;
}

}  // namespace bench::websocket

#endif
