#include "ESP8266HTTPClient.h"

using bench::http::Dialect;
using bench::http::Url;

namespace {

const Dialect kDialect = {"ESP8266HTTPClient", true, true, true, true};

}  // namespace

HTTPClient::HTTPClient() : Exchange(kDialect) {}

HTTPClient::~HTTPClient() { hangUp(); }

bool HTTPClient::begin(WiFiClient &client, const String &text) {
  Url url;
  if (!url.parse(text)) {
    hangUp();
    line_.reset();
    lender_ = nullptr;
    return false;
  }
  return beginWith(client, url);
}

bool HTTPClient::begin(WiFiClient &client, const String &host, uint16_t port, const String &uri, bool https) {
  Url url;
  url.secure = https;
  url.host = host;
  url.port = port;
  url.target = uri;
  return beginWith(client, url);
}

bool HTTPClient::beginWith(WiFiClient &client, const Url &url) {
  if (lender_ != &client) {
    hangUp();
  }
  // A plain connection is line_'s own, and is kept for the next request. TLS clients share theirs with their copies: a
  // new copy has it too, and the trust that the sketch has set meanwhile.
  bool kept = lender_ == &client && !url.secure && line_ && line_->connected();
  if (!kept) {
    line_ = client.clone();
  }
  lender_ = &client;
  aim(url);
  return true;
}

String HTTPClient::errorToString(int error) {
  return error == HTTPC_ERROR_CONNECTION_REFUSED ? String("connection failed") : Exchange::errorToString(error);
}

bool HTTPClient::dial(const Url &url) {
  if (!line_ || url.host.isEmpty()) {
    return false;
  }
  line_->setTimeout(patience());
  return line_->connect(url.host.c_str(), url.port) == 1;
}

WiFiClient &HTTPClient::getStream() {
  static WiFiClient none;
  return line_ ? *line_ : none;
}
