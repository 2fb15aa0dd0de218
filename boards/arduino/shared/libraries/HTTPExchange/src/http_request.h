// What a request says before its body.
#pragma once

#include <Arduino.h>

#include <vector>

#include "http_dialect.h"
#include "http_url.h"

namespace bench {
namespace http {

struct Field {
  String name;
  String value;
};

// The sketch's own header lines. Names compare without regard to case.
class Fields {
 public:
  // Adds a line at the end, or at the front. With replace an older line of that name goes.
  void add(const String &name, const String &value, bool front, bool replace);
  void remove(const String &name);
  void clear() { list_.clear(); }
  const std::vector<Field> &list() const { return list_; }

 private:
  std::vector<Field> list_;
};

struct Request {
  String userAgent;
  String authorizationType = "Basic";
  String authorization;  // what follows the type; empty: no such line
  bool version10 = false;
  bool reuse = true;
  Fields fields;

  // True when a connection may serve another request after this one.
  bool keepsAlive() const { return reuse && !version10; }

  // True when the library itself writes the line of that name, so that a sketch's own is not taken.
  bool reserves(const String &name, const Dialect &dialect) const;

  // All lines, and the blank one after them. length is the body's.
  String head(const Dialect &dialect, const char *method, const Url &url, size_t length) const;
};

}  // namespace http
}  // namespace bench
