#include "HTTPClient.h"

using bench::http::Dialect;
using bench::http::Url;

namespace {

// A URL without a path: 2.x asks for nothing at all, "GET  HTTP/1.1".
const Dialect kDialect = {"ESP32HTTPClient", false, false, ESP_ARDUINO_VERSION_MAJOR >= 3, false};

Url place(const String &host, uint16_t port, const String &uri, bool secure) {
  Url url;
  url.secure = secure;
  url.host = host;
  url.port = port;
  url.target = uri;
  return url;
}

}  // namespace

HTTPClient::HTTPClient() : Exchange(kDialect) {}

HTTPClient::~HTTPClient() { hangUp(); }

bool HTTPClient::begin(NetworkClient &client, const String &text) {
  Url url;
  return url.parse(text) ? beginWith(client, url) : fail();
}

bool HTTPClient::begin(NetworkClient &client, const String &host, uint16_t port, const String &uri, bool https) {
  return beginWith(client, place(host, port, uri, https));
}

bool HTTPClient::begin(const String &text, const char *caCert) {
  Url url;
  Trust trust;
  trust.ca = caCert;
  return url.parse(text) ? beginOwn(url, trust) : fail();
}

bool HTTPClient::begin(const String &host, uint16_t port, const String &uri) {
  return beginOwn(place(host, port, uri, false), Trust());
}

bool HTTPClient::begin(const String &host, uint16_t port, const String &uri, const char *caCert) {
  return begin(host, port, uri, caCert, nullptr, nullptr);
}

bool HTTPClient::begin(const String &host, uint16_t port, const String &uri, const char *caCert, const char *clientCert,
                       const char *clientKey) {
  return beginOwn(place(host, port, uri, true), Trust{caCert, clientCert, clientKey});
}

bool HTTPClient::beginWith(NetworkClient &client, const Url &url) {
  if (line_ != &client) {
    hangUp();
  }
  line_ = &client;
  lent_ = true;
  aim(url);
  return true;
}

bool HTTPClient::beginOwn(const Url &url, const Trust &trust) {
  // A connection that was made with another trust proves nothing for this one.
  if (lent_ || !(trust == trust_)) {
    hangUp();
  }
  lent_ = false;
  line_ = own_.get();
  trust_ = trust;
  aim(url);
  return true;
}

bool HTTPClient::fail() {
  hangUp();
  line_ = nullptr;
  lent_ = false;
  aim(Url());
  return false;
}

// Makes a connection of the kind that the URL wants: a new one each time, because a redirect may change the kind, and
// because an older client keeps what it was told of trust.
void HTTPClient::provide(bool secure) {
  own_.reset();
  if (!secure) {
    own_.reset(new NetworkClient());
  } else {
    std::unique_ptr<NetworkClientSecure> tls(new NetworkClientSecure());
    if (trust_.ca) {
      tls->setCACert(trust_.ca);
      tls->setCertificate(trust_.cert);
      tls->setPrivateKey(trust_.key);
    } else {
      tls->setInsecure();
    }
    own_ = std::move(tls);
  }
  line_ = own_.get();
}

bool HTTPClient::dial(const Url &url) {
  if (url.host.isEmpty()) {
    return false;
  }
  if (!lent_) {
    provide(url.secure);
  }
  return line_->connect(url.host.c_str(), url.port, connectTimeout_) == 1;
}

NetworkClient &HTTPClient::getStream() {
  static NetworkClient none;
  return line_ ? *line_ : none;
}

void HTTPClient::returnError([[maybe_unused]] int error) {
  log_w("error(%d): %s", error, errorToString(error).c_str());
}
