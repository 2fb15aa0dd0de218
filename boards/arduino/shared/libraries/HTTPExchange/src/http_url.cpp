#include "http_url.h"

#include <base64.h>

namespace bench {
namespace http {

namespace {

// The first place of any of the characters at or after from; the length of text when there is none.
unsigned int firstOf(const String &text, const char *characters, unsigned int from) {
  return from + strcspn(text.c_str() + from, characters);
}

// A port is a number from 1 to 65535 and nothing else.
bool parsePort(const String &digits, uint16_t *port) {
  if (digits.isEmpty() || strspn(digits.c_str(), "0123456789") != digits.length() || digits.length() > 5) {
    return false;
  }
  long number = digits.toInt();
  *port = number;
  return number > 0 && number <= 65535;
}

bool parseScheme(const String &text, Url *url) {
  String scheme = text;
  scheme.toLowerCase();
  url->secure = scheme == "https";
  url->port = url->secure ? 443 : 80;
  return url->secure || scheme == "http";
}

bool parseAuthority(String authority, Url *url) {
  int at = authority.lastIndexOf('@');
  if (at >= 0) {
    String user = authority.substring(0, at);
    url->credentials = base64::encode(reinterpret_cast<const uint8_t *>(user.c_str()), user.length());
    authority = authority.substring(at + 1);
  }
  int colon = authority.indexOf(':');
  if (colon >= 0 && !parsePort(authority.substring(colon + 1), &url->port)) {
    return false;
  }
  url->host = colon >= 0 ? authority.substring(0, colon) : authority;
  return !url->host.isEmpty();
}

}  // namespace

bool Url::parse(const String &text) {
  Url url;
  int mark = text.indexOf("://");
  if (mark < 0 || !parseScheme(text.substring(0, mark), &url)) {
    return false;
  }
  unsigned int start = mark + 3;
  unsigned int path = firstOf(text, "/?#", start);
  if (!parseAuthority(text.substring(start, path), &url)) {
    return false;
  }
  url.target = text.substring(path, firstOf(text, "#", path));
  if (url.target.startsWith("?")) {
    url.target = "/" + url.target;
  }
  *this = url;
  return true;
}

String Url::authority() const { return port == 80 || port == 443 ? host : host + ":" + port; }

bool Url::sameServer(const Url &other) const {
  return secure == other.secure && port == other.port && host.equalsIgnoreCase(other.host);
}

}  // namespace http
}  // namespace bench
