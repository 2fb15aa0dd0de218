#include "NetworkClientSecure.h"

// arduino-esp32 2.x calls this file WiFiClientSecure.cpp: what a log line names.
#if ESP_ARDUINO_VERSION_MAJOR < 3
#undef BENCH_LOG_FILE
#define BENCH_LOG_FILE "WiFiClientSecure.cpp"
#endif

namespace {

constexpr bool kVersion3 = ESP_ARDUINO_VERSION_MAJOR >= 3;

// TCP connect and stalled writes, milliseconds.
constexpr int32_t kTimeout = 30000;

std::shared_ptr<sslclient_context> newSession() {
  std::shared_ptr<sslclient_context> session(new sslclient_context, [](sslclient_context *last) {
    stop_ssl_socket(last);
    delete last;
  });
  ssl_init(session.get());
  return session;
}

}  // namespace

NetworkClientSecure::NetworkClientSecure() : session_(newSession()) { timeout_ = kTimeout; }

NetworkClientSecure::NetworkClientSecure(int descriptor) : NetworkClientSecure() {
  session_->socket = descriptor;
  connected_ = descriptor >= 0;
}

NetworkClientSecure::~NetworkClientSecure() = default;

int NetworkClientSecure::connect(IPAddress address, uint16_t port) {
  if (trust_.psk_identity && trust_.psk) {
    return connect(address, port, trust_.psk_identity, trust_.psk);
  }
  return connect(address, port, trust_.ca_cert, trust_.client_cert, trust_.client_key);
}

int NetworkClientSecure::connect(const char *host, uint16_t port) {
  if (trust_.psk_identity && trust_.psk) {
    return connect(host, port, trust_.psk_identity, trust_.psk);
  }
  return connect(host, port, trust_.ca_cert, trust_.client_cert, trust_.client_key);
}

int NetworkClientSecure::connect(IPAddress address, uint16_t port, int32_t timeoutMilliseconds) {
  timeout_ = timeoutMilliseconds;
  return connect(address, port);
}

int NetworkClientSecure::connect(const char *host, uint16_t port, int32_t timeoutMilliseconds) {
  timeout_ = timeoutMilliseconds;
  return connect(host, port);
}

int NetworkClientSecure::connect(IPAddress address, uint16_t port, const char *caCert, const char *cert,
                                 const char *privateKey) {
  return connect(address, port, nullptr, caCert, cert, privateKey);
}

int NetworkClientSecure::connect(const char *host, uint16_t port, const char *caCert, const char *cert,
                                 const char *privateKey) {
  IPAddress address;
  // 3.x asks the name server before it looks at the trust, 2.x after. In 3.x a name that is not found is not 0: see
  // hostByName().
  bool ask = kVersion3 || caCert || trust_.bundled || trust_.insecure;
  bool resolved = ask && Network.hostByName(host, address);
  return connect({resolved, address, port, host, certificates(caCert, cert, privateKey), !plain_});
}

int NetworkClientSecure::connect(IPAddress address, uint16_t port, const char *host, const char *caCert,
                                 const char *cert, const char *privateKey) {
  return connect({true, address, port, host, certificates(caCert, cert, privateKey), !plain_});
}

int NetworkClientSecure::connect(IPAddress address, uint16_t port, const char *pskIdentity, const char *psk) {
  return connect(address.toString().c_str(), port, pskIdentity, psk);
}

int NetworkClientSecure::connect(const char *host, uint16_t port, const char *pskIdentity, const char *psk) {
  log_v("start_ssl_client with PSK");
  IPAddress address;
  bool resolved = Network.hostByName(host, address);
  sslclient_trust trust;
  trust.psk_identity = pskIdentity;
  trust.psk = psk;
  trust.insecure = trust_.insecure;
  trust.alpn = trust_.alpn;
  return connect({resolved, address, port, host, trust, !kVersion3});
}

int NetworkClientSecure::connect(const Attempt &attempt) {
  sslclient_context *session = session_.get();
  int result = -1;
  if (attempt.resolved) {
    result = start_ssl_client(session, attempt.address, attempt.port, attempt.host, timeout_, attempt.trust);
  }
  if (result >= 0 && attempt.handshake) {
    result = ssl_starttls_handshake(session);
  }
  session->last_error = result;
  if (result < 0) {
#if ESP_ARDUINO_VERSION_MAJOR >= 3
    log_e("start_ssl_client: connect failed: %d", result);
#else
    log_e("start_ssl_client: %d", result);
#endif
    stop();
    return 0;
  }
  connected_ = true;
  return 1;
}

// The client's trust, with these texts instead of its own, and without a pre-shared key.
sslclient_trust NetworkClientSecure::certificates(const char *caCert, const char *cert, const char *privateKey) const {
  sslclient_trust trust;
  trust.ca_cert = caCert;
  trust.client_cert = cert;
  trust.client_key = privateKey;
  trust.bundled = trust_.bundled;
  trust.bundle = trust_.bundle;
  trust.bundle_size = trust_.bundle_size;
  trust.insecure = trust_.insecure;
  trust.alpn = trust_.alpn;
  return trust;
}

#if ESP_ARDUINO_VERSION_MAJOR >= 3
int NetworkClientSecure::startTLS() {
  if (!plain_) {
    log_i("startTLS: ignoring StartTLS - as we should be secure already");
    return 1;
  }
  int result = ssl_starttls_handshake(session_.get());
  if (result < 0) {
    log_e("startTLS: %d", result);
    stop();
    return 0;
  }
  plain_ = false;
  return 1;
}
#endif

void NetworkClientSecure::stop() {
  stop_ssl_socket(session_.get());
  connected_ = false;
}

int NetworkClientSecure::takePeeked(uint8_t *buffer) {
  if (session_->peek_buf < 0) {
    return 0;
  }
  *buffer = session_->peek_buf;
  session_->peek_buf = -1;
  return 1;
}

int NetworkClientSecure::peek() {
  if (session_->peek_buf < 0) {
    session_->peek_buf = timedRead();
  }
  return session_->peek_buf;
}

int NetworkClientSecure::read() {
  uint8_t byte = 0;
  int count = read(&byte, 1);
  return count < 0 ? count : byte;
}

int NetworkClientSecure::read(uint8_t *buffer, size_t size) {
  if (plain_) {
    return get_net_receive(session_.get(), buffer, size);
  }
  // Also for a size of 0, which is how connected() makes the session notice its end.
  int waiting = available();
  if ((!buffer && size) || waiting <= 0) {
    return -1;
  }
  if (size == 0) {
    return 0;
  }
  int peeked = takePeeked(buffer);
  if (peeked && (size == 1 || waiting == 1)) {
    return 1;
  }
  int count = get_ssl_receive(session_.get(), buffer + peeked, size - peeked);
  if (count < 0) {
    if (kVersion3) {
      log_e("Closing connection on failed read");
    }
    stop();
    return peeked ? peeked : count;
  }
  return count + peeked;
}

int NetworkClientSecure::available() {
  if (plain_) {
    return peek_net_receive(session_.get(), 0);
  }
  int peeked = session_->peek_buf >= 0;
  if (!connected_) {
    return peeked;
  }
  int waiting = data_to_read(session_.get());
  if (waiting >= 0) {
    return waiting + peeked;
  }
  if (kVersion3 && waiting != MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
    log_e("Closing connection on failed available check");
  }
  stop();
  return kVersion3 || peeked ? peeked : waiting;
}

size_t NetworkClientSecure::write(const uint8_t *bytes, size_t count) {
  if (!connected_ || count == 0) {
    return 0;
  }
  if (plain_) {
    int sent = send_net_data(session_.get(), bytes, count);
    return sent < 0 ? 0 : sent;
  }
  int sent = send_ssl_data(session_.get(), bytes, count);
  if (sent < 0) {
    if (kVersion3) {
      log_e("Closing connection on failed write");
    }
    stop();
    return 0;
  }
  return sent;
}

uint8_t NetworkClientSecure::connected() {
  if (connected_ && !plain_) {
    uint8_t nothing;
    read(&nothing, 0);
  }
  return connected_;
}

int NetworkClientSecure::lastError(char *buffer, size_t size) {
  mbedtls_strerror(session_->last_error, buffer, size);
  return session_->last_error;
}

void NetworkClientSecure::setInsecure() {
  const char **alpn = trust_.alpn;
  trust_ = sslclient_trust{};
  trust_.alpn = alpn;
  trust_.insecure = true;
}

void NetworkClientSecure::setCACert(const char *rootCa) {
  trust_.ca_cert = rootCa;
  // Before PR 8386 of arduino-esp32 (July 2023) a client that was insecure once stayed so.
  if (kVersion3) {
    trust_.insecure = false;
  }
}

#if ESP_ARDUINO_VERSION >= ESP_ARDUINO_VERSION_VAL(3, 0, 4)
void NetworkClientSecure::setCACertBundle(const uint8_t *bundle, size_t size) {
  trust_.bundled = bundle && size;
  trust_.bundle = bundle;
  trust_.bundle_size = size;
}
#else
void NetworkClientSecure::setCACertBundle(const uint8_t *bundle) {
  trust_.bundled = bundle;
  trust_.bundle = bundle;
}
#endif

#if ESP_ARDUINO_VERSION_MAJOR >= 3
void NetworkClientSecure::useBuiltinCACertBundle() {
  trust_.bundled = true;
  trust_.bundle = nullptr;
}
#endif

void NetworkClientSecure::setCertificate(const char *clientCert) { trust_.client_cert = clientCert; }

void NetworkClientSecure::setPrivateKey(const char *privateKey) { trust_.client_key = privateKey; }

void NetworkClientSecure::setPreSharedKey(const char *identity, const char *hexKey) {
  trust_.psk_identity = identity;
  trust_.psk = hexKey;
}

bool NetworkClientSecure::load(Stream &stream, size_t size, Text &text) {
  Text loaded(static_cast<char *>(malloc(size + 1)), free);
  if (!loaded || stream.readBytes(loaded.get(), size) != size) {
    return false;
  }
  loaded.get()[size] = 0;
  text = loaded;
  return true;
}

bool NetworkClientSecure::loadCACert(Stream &stream, size_t size) {
  if (!load(stream, size, loadedCa_)) {
    return false;
  }
  setCACert(loadedCa_.get());
  return true;
}

bool NetworkClientSecure::loadCertificate(Stream &stream, size_t size) {
  if (!load(stream, size, loadedCert_)) {
    return false;
  }
  setCertificate(loadedCert_.get());
  return true;
}

bool NetworkClientSecure::loadPrivateKey(Stream &stream, size_t size) {
  if (!load(stream, size, loadedKey_)) {
    return false;
  }
  setPrivateKey(loadedKey_.get());
  return true;
}

bool NetworkClientSecure::verify(const char *fingerprint, const char *host) {
  return verify_ssl_fingerprint(session_.get(), fingerprint, host);
}
