#include "http_request.h"

namespace bench {
namespace http {

namespace {

const char kLength[] = "Content-Length";

void line(String &head, const char *name, const String &value) {
  head += name;
  head += ": ";
  head += value;
  head += "\r\n";
}

}  // namespace

void Fields::add(const String &name, const String &value, bool front, bool replace) {
  if (replace) {
    remove(name);
  }
  list_.insert(front ? list_.begin() : list_.end(), Field{name, value});
}

void Fields::remove(const String &name) {
  for (size_t i = list_.size(); i-- > 0;) {
    if (list_[i].name.equalsIgnoreCase(name)) {
      list_.erase(list_.begin() + i);
    }
  }
}

bool Request::reserves(const String &name, const Dialect &dialect) const {
  for (const char *own : {"Connection", "User-Agent", "Host"}) {
    if (name.equalsIgnoreCase(own)) {
      return true;
    }
  }
  return (dialect.ownEncoding && name.equalsIgnoreCase("Accept-Encoding")) ||
         (!authorization.isEmpty() && name.equalsIgnoreCase("Authorization"));
}

String Request::head(const Dialect &dialect, const char *method, const Url &url, size_t length) const {
  String target = url.target.isEmpty() && dialect.rootForNothing ? String("/") : url.target;
  String head = String(method) + " " + target + (version10 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
  // Servers of HTTP/1.0 send no chunks and need no talking out of encodings.
  auto encoding = [&] {
    if (!version10) {
      line(head, "Accept-Encoding", "identity;q=1,chunked;q=0.1,*;q=0");
    }
  };
  line(head, "Host", url.authority());
  line(head, "User-Agent", userAgent);
  if (dialect.encodingFirst) {
    encoding();
  }
  line(head, "Connection", keepsAlive() ? "keep-alive" : "close");
  if (!dialect.encodingFirst) {
    encoding();
  }
  if (!authorization.isEmpty()) {
    line(head, "Authorization", authorizationType + " " + authorization);
  }
  bool counted = length > 0 || dialect.lengthAlways;
  for (const Field &field : fields.list()) {
    if (!counted || !field.name.equalsIgnoreCase(kLength)) {
      line(head, field.name.c_str(), field.value);
    }
  }
  if (counted) {
    line(head, kLength, String(static_cast<unsigned long>(length)));
  }
  return head + "\r\n";
}

}  // namespace http
}  // namespace bench
