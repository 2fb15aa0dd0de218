// Replies that point elsewhere.
#pragma once

#include <Arduino.h>

#include "http_codes.h"
#include "http_url.h"

namespace bench {
namespace http {

// What is done about a status.
enum class Turn {
  kStay,   // the reply is the sketch's
  kAgain,  // the same method and body, at the new place
  kGet,    // GET without a body, at the new place
};

// 301 and 307 repeat GET and HEAD only, unless followed by force; 302 and 303 become GET whatever the method was. Other
// statuses are not followed.
Turn turn(followRedirects_t policy, const char *method, int status);

// The place that a Location line names, seen from a URL (RFC 3986, 5.2, without dot segments). False when it is none.
bool resolve(const Url &base, const String &location, Url *place);

}  // namespace http
}  // namespace bench
