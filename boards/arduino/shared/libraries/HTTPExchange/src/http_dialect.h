// Where the HTTP clients of the two chips differ on the wire.
#pragma once

namespace bench {
namespace http {

struct Dialect {
  const char *userAgent;
  // Accept-Encoding stands before Connection (ESP8266), or after it (ESP32).
  bool encodingFirst;
  // Content-Length is sent with every request, 0 too (ESP8266), or only with a body (ESP32).
  bool lengthAlways;
  // A URL without a path asks for "/". Otherwise nothing stands between the blanks: "GET  HTTP/1.1".
  bool rootForNothing;
  // A sketch's own Accept-Encoding is not taken. Otherwise there are two such lines.
  bool ownEncoding;
};

}  // namespace http
}  // namespace bench
