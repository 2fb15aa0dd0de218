#include "http_redirect.h"

namespace bench {
namespace http {

namespace {

bool isSafe(const char *method) { return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0; }

// A path that does not begin at the root starts where the base's last one ended.
String folder(const String &target) {
  int question = target.indexOf('?');
  String path = question >= 0 ? target.substring(0, question) : target;
  int slash = path.lastIndexOf('/');
  return slash >= 0 ? path.substring(0, slash + 1) : String("/");
}

}  // namespace

Turn turn(followRedirects_t policy, const char *method, int status) {
  if (policy == HTTPC_DISABLE_FOLLOW_REDIRECTS) {
    return Turn::kStay;
  }
  switch (status) {
    case HTTP_CODE_FOUND:
    case HTTP_CODE_SEE_OTHER:
      return Turn::kGet;
    case HTTP_CODE_MOVED_PERMANENTLY:
    case HTTP_CODE_TEMPORARY_REDIRECT:
      return isSafe(method) || policy == HTTPC_FORCE_FOLLOW_REDIRECTS ? Turn::kAgain : Turn::kStay;
    default:
      return Turn::kStay;
  }
}

bool resolve(const Url &base, const String &location, Url *place) {
  if (location.isEmpty()) {
    return false;
  }
  if (location.startsWith("//")) {
    return place->parse((base.secure ? "https:" : "http:") + location);
  }
  if (location.indexOf("://") >= 0) {
    return place->parse(location);
  }
  *place = base;
  place->target = location.startsWith("/") ? location : folder(base.target) + location;
  return true;
}

}  // namespace http
}  // namespace bench
