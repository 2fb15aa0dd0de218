#include "http_reply.h"

#include "http_codes.h"

namespace bench {
namespace http {

namespace {

constexpr unsigned int kVersionLength = sizeof("HTTP/1.x") - 1;

bool hasWord(String value, const char *word) {
  value.toLowerCase();
  return value.indexOf(word) >= 0;
}

// RFC 9110, 6.4.1: these never have a body.
bool withoutBody(const char *method, int status) {
  return strcmp(method, "HEAD") == 0 || status / 100 == 1 || status == HTTP_CODE_NO_CONTENT ||
         status == HTTP_CODE_NOT_MODIFIED;
}

}  // namespace

int Reply::read(Input &input, const char *method, std::vector<Field> *wanted) {
  *this = Reply();
  for (String line;;) {
    Ending ending = input.line(&line);
    if (ending != Ending::kNone) {
      return ending == Ending::kLost ? HTTPC_ERROR_CONNECTION_LOST : HTTPC_ERROR_READ_TIMEOUT;
    }
    int colon = line.indexOf(':');
    if (line.startsWith("HTTP/1.")) {
      statusLine(line);
    } else if (line.isEmpty()) {
      break;
    } else if (colon >= 0) {
      String value = line.substring(colon + 1);
      value.trim();
      field(line.substring(0, colon), value, wanted);
    }
  }
  if (status <= 0) {
    return HTTPC_ERROR_NO_HTTP_SERVER;
  }
  bodiless = withoutBody(method, status);
  return coded ? HTTPC_ERROR_ENCODING : status;
}

void Reply::statusLine(const String &line) {
  // Only HTTP/1.0 closes unless it says otherwise (RFC 9112, 9.3).
  keepAlive = line.charAt(kVersionLength - 1) != '0';
  status = line.substring(kVersionLength).toInt();
}

void Reply::field(const String &name, const String &value, std::vector<Field> *wanted) {
  if (name.equalsIgnoreCase("Content-Length")) {
    length = value.toInt();
  } else if (name.equalsIgnoreCase("Connection")) {
    keepAlive = hasWord(value, "close") ? false : keepAlive || hasWord(value, "keep-alive");
  } else if (name.equalsIgnoreCase("Transfer-Encoding")) {
    chunked = value.equalsIgnoreCase("chunked");
    coded = !chunked && !value.equalsIgnoreCase("identity");
  } else if (name.equalsIgnoreCase("Location")) {
    location = value;
  }
  for (Field &kept : *wanted) {
    if (kept.name.equalsIgnoreCase(name)) {
      kept.value += kept.value.isEmpty() ? value : "," + value;
    }
  }
}

}  // namespace http
}  // namespace bench
