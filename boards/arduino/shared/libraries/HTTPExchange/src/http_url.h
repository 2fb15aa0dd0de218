// Where a request goes.
#pragma once

#include <Arduino.h>

namespace bench {
namespace http {

struct Url {
  bool secure = false;
  String host;
  uint16_t port = 80;
  String target;       // path and query as they stand in the request line; empty when the URL has none
  String credentials;  // Base64 of user:password; empty when the URL has none

  // Takes http://[user:password@]host[:port][/path][?query]; a fragment is left out. False, and no change, for anything
  // else.
  bool parse(const String &text);

  // The host as the Host line has it: with its port, unless that is 80 or 443, whichever the scheme.
  String authority() const;

  // True when one connection serves both.
  bool sameServer(const Url &other) const;
};

}  // namespace http
}  // namespace bench
