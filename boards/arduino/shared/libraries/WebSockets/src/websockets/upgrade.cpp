#include "upgrade.h"

#include <base64.h>

#include "sha1.h"

namespace bench::websocket {

namespace {

constexpr size_t kKeySize = 16;

// Of a longer line only so many bytes are kept: none that matters here is half as long.
constexpr unsigned int kLongestLine = 512;

}  // namespace

String newKey() {
  uint8_t bytes[kKeySize];
  for (uint8_t &byte : bytes) {
    byte = random(0xFF);
  }
  return base64::encode(bytes, sizeof(bytes));
}

String upgradeRequest(const Target &target, const String &key) {
  const char *end = "\r\n";
  String text = "GET " + target.url + " HTTP/1.1" + end;
  text += "Host: " + target.host + ":" + String(target.port) + end;
  text += "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
  text += "Sec-WebSocket-Key: " + key + end;
  if (!target.protocol.isEmpty()) {
    text += "Sec-WebSocket-Protocol: " + target.protocol + end;
  }
  if (!target.extraHeaders.isEmpty()) {
    text += target.extraHeaders + end;
  }
  text += "User-Agent: arduino-WebSocket-Client\r\n";
  if (!target.authorization.isEmpty()) {
    text += "Authorization: " + target.authorization + end;
  }
  return text + end;
}

String acceptFor(const String &key) {
  uint8_t digest[kSha1Size];
  sha1(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", digest);
  return base64::encode(digest, sizeof(digest));
}

void UpgradeReply::expect(const String &key) {
  *this = UpgradeReply();
  accept_ = acceptFor(key);
}

bool UpgradeReply::readFrom(Client &client) {
  while (client.available() > 0) {
    int byte = client.read();
    if (byte < 0) {
      return false;
    }
    if (byte != '\n') {
      if (line_.length() < kLongestLine) {
        line_ += static_cast<char>(byte);
      }
      continue;
    }
    line_.trim();
    if (line_.isEmpty() && !first_) {
      return true;
    }
    takeLine();
    line_ = "";
  }
  return false;
}

void UpgradeReply::takeLine() {
  if (first_) {
    first_ = false;
    int blank = line_.indexOf(' ');
    code_ = line_.startsWith("HTTP/1.") && blank > 0 ? line_.substring(blank + 1).toInt() : 0;
    return;
  }
  int colon = line_.indexOf(':');
  if (colon < 0) {
    return;
  }
  String name = line_.substring(0, colon);
  String value = line_.substring(colon + 1);
  value.trim();
  // What it is upgraded to is not looked at, as arduinoWebSockets 2.7.3 was seen to do.
  if (name.equalsIgnoreCase("Connection")) {
    // A list such as "keep-alive, Upgrade" is allowed by RFC 6455, and is not understood by the chips' library.
    upgrade_ = value.equalsIgnoreCase("upgrade");
  } else if (name.equalsIgnoreCase("Sec-WebSocket-Accept")) {
    rightAccept_ = value == accept_;
  }
}

bool UpgradeReply::accepted() const { return code_ == 101 && upgrade_ && rightAccept_; }

}  // namespace bench::websocket
