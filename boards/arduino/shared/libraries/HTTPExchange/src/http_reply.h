// What a reply says before its body.
#pragma once

#include <Arduino.h>

#include "http_input.h"
#include "http_request.h"

namespace bench {
namespace http {

struct Reply {
  int status = 0;     // 0: no status line was seen
  long length = -1;   // Content-Length; -1 without one
  bool chunked = false;
  bool coded = false;      // a transfer coding other than chunked and identity
  bool keepAlive = false;  // the server leaves the connection open
  bool bodiless = false;   // there is no body whatever the lines say
  String location;

  // Reads a head. Lines whose names are in wanted are kept there; lines of the same name are joined by a comma. Returns
  // the status, or one of HTTPC_ERROR_. An interim reply (1xx) counts as any other.
  int read(Input &input, const char *method, std::vector<Field> *wanted);

 private:
  void statusLine(const String &line);
  void field(const String &name, const String &value, std::vector<Field> *wanted);
};

}  // namespace http
}  // namespace bench
