#include "WiFiClientSecureBearSSL.h"

#include "ESP8266WiFi.h"
#include "tls/error_text.h"
#include "tls/fragment_probe.h"
#include "tls/link.h"

namespace BearSSL {

namespace {

constexpr int kLeastBuffer = 512;
constexpr int kMostBuffer = 16384;

// RSA key exchange and AES-CBC, strongest first.
const uint16_t kQuickSuites[] = {BR_TLS_RSA_WITH_AES_256_CBC_SHA256, BR_TLS_RSA_WITH_AES_128_CBC_SHA256,
                                 BR_TLS_RSA_WITH_AES_256_CBC_SHA, BR_TLS_RSA_WITH_AES_128_CBC_SHA};

int hexDigit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  char lower = c | 0x20;
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Reads exactly 20 bytes of two digits each, blanks and colons between bytes left out.
bool readFingerprint(const char *text, uint8_t bytes[20]) {
  for (int i = 0; i < 20; i++) {
    for (; *text == ' ' || *text == ':'; text++) {
    }
    int high = hexDigit(text[0]);
    int low = high < 0 ? -1 : hexDigit(text[1]);
    if (low < 0) {
      return false;
    }
    bytes[i] = high << 4 | low;
    text += 2;
  }
  for (; *text == ' ' || *text == ':'; text++) {
  }
  return *text == 0;
}

}  // namespace

WiFiClientSecure::WiFiClientSecure() : link_(std::make_shared<bench::tls::Link>()) {}

WiFiClientSecure::~WiFiClientSecure() = default;

std::unique_ptr<WiFiClient> WiFiClientSecure::clone() const { return std::make_unique<WiFiClientSecure>(*this); }

TcpSocket *WiFiClientSecure::socket() const { return &link_->socket(); }

int WiFiClientSecure::connect(IPAddress address, uint16_t port) { return link_->open(address, port, nullptr); }

int WiFiClientSecure::connect(const char *host, uint16_t port) {
  IPAddress address;
  return WiFi.hostByName(host, address) == 1 ? link_->open(address, port, host) : 0;
}

size_t WiFiClientSecure::write(const uint8_t *bytes, size_t count) {
  return link_->isUp() && count > 0 ? link_->write(bytes, count) : 0;
}

int WiFiClientSecure::available() { return link_->readable(); }

int WiFiClientSecure::read() {
  uint8_t byte;
  return read(&byte, 1) == 1 ? byte : -1;
}

int WiFiClientSecure::read(uint8_t *buffer, size_t size) {
  size_t count = link_->look(buffer, size);
  if (count > 0) {
    link_->take(count);
    return count;
  }
  return link_->isUp() ? 0 : -1;
}

int WiFiClientSecure::peek() {
  uint8_t byte;
  return link_->look(&byte, 1) == 1 ? byte : -1;
}

size_t WiFiClientSecure::peekBytes(uint8_t *buffer, size_t length) { return link_->look(buffer, await(length)); }

bool WiFiClientSecure::stop(unsigned int) {
  link_->close();
  return true;
}

uint8_t WiFiClientSecure::connected() { return link_->isUp(); }

void WiFiClientSecure::setInsecure() { link_->settings.trust.mode = bench::tls::TrustMode::kInsecure; }

void WiFiClientSecure::allowSelfSignedCerts() { link_->settings.trust.mode = bench::tls::TrustMode::kSelfSigned; }

void WiFiClientSecure::setTrustAnchors(const X509List *anchors) {
  link_->settings.trust.mode = bench::tls::TrustMode::kAnchors;
  link_->settings.trust.anchors = anchors;
}

void WiFiClientSecure::setCertStore(CertStoreBase *store) { link_->settings.trust.store = store; }

void WiFiClientSecure::setKnownKey(const PublicKey *key, unsigned usages) {
  bench::tls::TrustSettings &trust = link_->settings.trust;
  trust.mode = bench::tls::TrustMode::kKnownKey;
  trust.key = key;
  trust.keyUsages = usages;
}

bool WiFiClientSecure::setFingerprint(const uint8_t fingerprint[20]) {
  bench::tls::TrustSettings &trust = link_->settings.trust;
  trust.mode = bench::tls::TrustMode::kFingerprint;
  memcpy(trust.fingerprint, fingerprint, sizeof(trust.fingerprint));
  return true;
}

bool WiFiClientSecure::setFingerprint(const char *text) {
  uint8_t bytes[20];
  return readFingerprint(text, bytes) && setFingerprint(bytes);
}

void WiFiClientSecure::setX509Time(time_t now) { link_->settings.trust.now = now; }

void WiFiClientSecure::setClientRSACert(const X509List *chain, const PrivateKey *key) {
  link_->settings.ownChain = chain;
  link_->settings.ownKey = key;
}

void WiFiClientSecure::setClientECCert(const X509List *chain, const PrivateKey *key, unsigned usages,
                                       unsigned issuerKeyType) {
  setClientRSACert(chain, key);
  link_->settings.ownUsages = usages;
  link_->settings.issuerKeyType = issuerKeyType;
}

void WiFiClientSecure::setBufferSizes(int receive, int send) {
  link_->settings.receiveSize = constrain(receive, kLeastBuffer, kMostBuffer);
  link_->settings.sendSize = constrain(send, kLeastBuffer, kMostBuffer);
}

int WiFiClientSecure::getMFLNStatus() { return link_->fragmentLengthAgreed(); }

bool WiFiClientSecure::probeMaxFragmentLength(IPAddress address, uint16_t port, uint16_t length) {
  return bench::tls::probeFragmentLength(address, port, nullptr, length);
}

bool WiFiClientSecure::probeMaxFragmentLength(const char *host, uint16_t port, uint16_t length) {
  IPAddress address;
  return WiFi.hostByName(host, address) == 1 && bench::tls::probeFragmentLength(address, port, host, length);
}

void WiFiClientSecure::setSession(Session *session) { link_->settings.session = session; }

bool WiFiClientSecure::setCiphers(const uint16_t *suites, int count) {
  if (!suites || count <= 0) {
    return false;
  }
  link_->settings.suites.assign(suites, suites + count);
  return true;
}

bool WiFiClientSecure::setCiphersLessSecure() {
  return setCiphers(kQuickSuites, sizeof(kQuickSuites) / sizeof(kQuickSuites[0]));
}

bool WiFiClientSecure::setSSLVersion(uint32_t oldest, uint32_t newest) {
  if (oldest < BR_TLS10 || newest > BR_TLS12 || oldest > newest) {
    return false;
  }
  link_->settings.oldest = oldest;
  link_->settings.newest = newest;
  return true;
}

int WiFiClientSecure::getLastSSLError(char *text, size_t size) {
  int error = link_->lastError();
  if (text && size > 0) {
    snprintf(text, size, "%s", bench::tls::errorText(error));
  }
  return error;
}

}  // namespace BearSSL
