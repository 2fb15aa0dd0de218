#include "http_exchange.h"

#include <StreamString.h>

#include "http_body.h"

namespace bench {
namespace http {

namespace {

// Takes a body that nobody wants.
class Nowhere : public Print {
 public:
  size_t write(uint8_t) override { return 1; }
  size_t write(const uint8_t *, size_t count) override { return count; }
};

}  // namespace

int Exchange::sendRequest(const char *type, Stream *stream, size_t size) {
  return stream ? send(type, Payload(*stream, size)) : failed(HTTPC_ERROR_NO_STREAM);
}

// One request, and those that its redirects ask for.
int Exchange::send(const char *method, const Payload &payload) {
  int code = once(method, payload);
  Payload body = payload;
  for (uint16_t left = redirectLimit_; code > 0 && left > 0; left--) {
    Turn next = turn(policy_, method, code);
    bool possible = next == Turn::kGet || (next == Turn::kAgain && body.repeats());
    if (!possible || !follow()) {
      break;
    }
    if (next == Turn::kGet) {
      method = "GET";
      body = Payload();
    }
    code = once(method, body);
  }
  return code < 0 ? failed(code) : code;
}

// Leaves for the place that the reply names.
bool Exchange::follow() {
  Url place;
  if (!resolve(url_, reply_.location, &place)) {
    return false;
  }
  Nowhere nowhere;
  if (!reusable() || readBody(nowhere) < 0) {
    hangUp();
  }
  aim(place);
  return true;
}

int Exchange::once(const char *method, const Payload &payload) {
  bool again = ready();
  unread_ = false;
  reply_ = Reply();
  for (Field &kept : wanted_) {
    kept.value = "";
  }
  if (!again && !dial(url_)) {
    return HTTPC_ERROR_CONNECTION_REFUSED;
  }
  Client &client = *line();
  client.setTimeout(patience_);
  String head = request_.head(dialect_, method, url_, payload.size());
  if (client.write(reinterpret_cast<const uint8_t *>(head.c_str()), head.length()) != head.length()) {
    return HTTPC_ERROR_SEND_HEADER_FAILED;
  }
  if (!payload.send(client)) {
    return HTTPC_ERROR_SEND_PAYLOAD_FAILED;
  }
  Input input(client, patience_);
  int code = reply_.read(input, method, &wanted_);
  unread_ = code > 0;
  return code;
}

// True when the connection of the last request serves the next one.
bool Exchange::ready() {
  if (!line() || !reusable() || !line()->connected()) {
    hangUp();
    return false;
  }
  Input(*line(), patience_).discard();
  return line()->connected();
}

int Exchange::failed(int error) {
  report(error);
  hangUp();
  return error;
}

void Exchange::hangUp() {
  if (line()) {
    line()->stop();
  }
}

void Exchange::aim(const Url &url) {
  if (!url_.sameServer(url)) {
    hangUp();
  }
  url_ = url;
  if (!url.credentials.isEmpty()) {
    request_.authorizationType = "Basic";
    request_.authorization = url.credentials;
  }
}

void Exchange::end() {
  if (line() && reusable()) {
    Input(*line(), patience_).discard();
  } else {
    hangUp();
  }
  unread_ = false;
  request_.fields.clear();
}

bool Exchange::connected() { return line() && (line()->available() > 0 || line()->connected()); }

int Exchange::readBody(Print &sink) {
  unread_ = false;
  Input input(*line(), patience_);
  return Body(input, sink).copy(reply_);
}

int Exchange::writeToPrint(Print *sink) {
  if (!sink) {
    return failed(HTTPC_ERROR_NO_STREAM);
  }
  if (!line() || !(unread_ || line()->connected())) {
    return failed(HTTPC_ERROR_NOT_CONNECTED);
  }
  if (!unread_) {
    return 0;
  }
  int count = readBody(*sink);
  if (count < 0) {
    return failed(count);
  }
  if (!reusable()) {
    hangUp();
  }
  return count;
}

String Exchange::text() {
  StreamString text;
  // A body whose length is known asks for its memory first, so that one too large is told from one that broke off.
  if (unread_ && !reply_.bodiless && reply_.length > 0 && !text.reserve(reply_.length)) {
    failed(HTTPC_ERROR_TOO_LESS_RAM);
    return String();
  }
  writeToPrint(&text);
  return text;
}

}  // namespace http
}  // namespace bench
