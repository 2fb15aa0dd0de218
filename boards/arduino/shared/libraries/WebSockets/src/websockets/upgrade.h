// The HTTP exchange that opens a WebSocket (RFC 6455, section 4).
#pragma once

#include <Arduino.h>

namespace bench::websocket {

// Where a WebSocket is opened, and with what words.
struct Target {
  String host;
  uint16_t port = 0;
  String url;
  String protocol;                          // empty: the header is left out
  String extraHeaders = "Origin: file://";  // lines with CRLF between them
  String authorization;                     // value of the Authorization header; empty: left out
};

// A Sec-WebSocket-Key: Base64 of 16 bytes that come from random(0xFF), as the chips' library makes them. No byte is
// ever 0xFF, and whoever knows the seed knows the key.
String newKey();

// The request, byte by byte.
String upgradeRequest(const Target &target, const String &key);

// The Sec-WebSocket-Accept that answers the key: Base64 of the SHA-1 of key and GUID (section 1.3).
String acceptFor(const String &key);

// UpgradeReply reads the head of the server's reply as it comes, and not a byte more.
class UpgradeReply {
 public:
  // Starts anew, for a request with this key.
  void expect(const String &key);
  // Takes what is there; true when the head is complete.
  bool readFrom(Client &client);

  // The status code; 0 when the first line is none of HTTP's.
  int code() const { return code_; }
  // A 101 with Upgrade: websocket, Connection: upgrade and nothing beside it, and the right accept.
  bool accepted() const;

 private:
  void takeLine();

  String accept_;
  String line_;
  bool first_ = true;
  int code_ = 0;
  bool upgrade_ = false;
  bool rightAccept_ = false;
};

}  // namespace bench::websocket
