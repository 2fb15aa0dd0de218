#if defined(ESP8266)

#include "../WebSockets.h"
#include "dialer.h"

namespace bench::websocket {

namespace {

constexpr size_t kSha1Size = 20;

}  // namespace

void Dialer::useFingerprint(const uint8_t *sha1) {
  Trust &trust = secured();
  if (sha1) {
    uint8_t *copy = new uint8_t[kSha1Size];
    memcpy(copy, sha1, kSha1Size);
    trust.sha1 = std::shared_ptr<const uint8_t>(copy, std::default_delete<const uint8_t[]>());
  }
}

void Dialer::useAuthority(const char *pem) {
  Trust &trust = secured();
  if (pem) {
    trust.ownList = std::make_shared<const BearSSL::X509List>(pem);
    trust.list = trust.ownList.get();
  }
}

void Dialer::useAuthority(const BearSSL::X509List *list) { secured().list = list; }

void Dialer::setIdentity(const BearSSL::X509List *certificate, const BearSSL::PrivateKey *key) {
  certificate_ = certificate;
  key_ = key;
}

std::unique_ptr<Client> Dialer::dial(const String &host, uint16_t port) const {
  std::unique_ptr<WiFiClient> client;
  if (trust_.secure) {
    std::unique_ptr<BearSSL::WiFiClientSecure> secure(new BearSSL::WiFiClientSecure);
    if (trust_.list) {
      secure->setTrustAnchors(trust_.list);
    } else if (trust_.sha1) {
      secure->setFingerprint(trust_.sha1.get());
    } else if (!trust_.fingerprint.isEmpty()) {
      // A text that is no fingerprint leaves the client without any trust: it connects, and then trusts nobody.
      secure->setFingerprint(trust_.fingerprint.c_str());
    } else {
      secure->setInsecure();
    }
    if (certificate_ && key_) {
      secure->setClientRSACert(certificate_, key_);
    }
    client = std::move(secure);
  } else {
    client.reset(new WiFiClient);
  }
  if (client->connect(host.c_str(), port) != 1) {
    return nullptr;
  }
  return client;
}

}  // namespace bench::websocket

#endif
