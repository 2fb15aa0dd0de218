// What a sketch sets before a request and asks for after it.
#include <base64.h>

#include "http_exchange.h"

namespace bench {
namespace http {

void Exchange::addHeader(const String &name, const String &value, bool first, bool replace) {
  if (!request_.reserves(name, dialect_)) {
    request_.fields.add(name, value, first, replace);
  }
}

void Exchange::setAuthorization(const char *user, const char *password) {
  if (user && password) {
    String pair = String(user) + ":" + password;
    request_.authorization = base64::encode(reinterpret_cast<const uint8_t *>(pair.c_str()), pair.length());
  }
}

void Exchange::setAuthorization(const char *credentials) {
  if (credentials) {
    request_.authorization = credentials;
  }
}

void Exchange::setAuthorizationType(const char *type) {
  if (type) {
    request_.authorizationType = type;
  }
}

bool Exchange::setURL(const String &url) {
  Url place;
  if (!resolve(url_, url, &place)) {
    return false;
  }
  aim(place);
  return true;
}

void Exchange::collectHeaders(const char *names[], size_t count) {
  wanted_.clear();
  for (size_t i = 0; i < count; i++) {
    wanted_.push_back({names[i], ""});
  }
}

String Exchange::header(const char *name) const {
  for (const Field &kept : wanted_) {
    if (kept.name.equalsIgnoreCase(name)) {
      return kept.value;
    }
  }
  return String();
}

String Exchange::errorToString(int error) {
  switch (error) {
    case HTTPC_ERROR_CONNECTION_REFUSED:
      return "connection refused";
    case HTTPC_ERROR_SEND_HEADER_FAILED:
      return "sending the header failed";
    case HTTPC_ERROR_SEND_PAYLOAD_FAILED:
      return "sending the payload failed";
    case HTTPC_ERROR_NOT_CONNECTED:
      return "there is no connection";
    case HTTPC_ERROR_CONNECTION_LOST:
      return "the connection was lost";
    case HTTPC_ERROR_NO_STREAM:
      return "no stream was given";
    case HTTPC_ERROR_NO_HTTP_SERVER:
      return "the reply is not HTTP";
    case HTTPC_ERROR_TOO_LESS_RAM:
      return "out of memory";
    case HTTPC_ERROR_ENCODING:
      return "the transfer encoding is not supported";
    case HTTPC_ERROR_STREAM_WRITE:
      return "the body could not be written whole";
    case HTTPC_ERROR_READ_TIMEOUT:
      return "nothing came in time";
    default:
      return String();
  }
}

}  // namespace http
}  // namespace bench
