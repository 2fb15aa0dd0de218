// Asks a server for its state: one GET over HTTP/1.1 to a server that any root of a bundle may vouch for, as for firmware
// whose server changes its authority during the board's life.
//
// Everything is bounded: the attempts to connect, the handshake, the wait for the first byte of the reply, and the reply
// as a whole. firmware.yaml beside this file states the bounds.

#include <WiFi.h>
#include <WiFiClientSecure.h>

#include "bench_config.h"

static const int kAttempts = 3;
static const uint32_t kSpacingMs = 1000;
static const uint32_t kHandshakeS = 8;
static const uint32_t kFirstByteMs = 10000;
static const uint32_t kReplyMs = 15000;
static const uint32_t kWiFiMs = 20000;
static const size_t kLongestLine = 4096;

static WiFiClientSecure client;

// The reply as it comes, byte by byte. next() is -1 once it is over: the server has closed, or the time is up.
class Reply {
 public:
  int next() {
    for (;;) {
      if (client.available() > 0) {
        int c = client.read();
        if (c >= 0) {
          limit_ = kReplyMs;
          return c;
        }
      }
      if (millis() - start_ >= limit_ || !client.connected()) return -1;
      delay(10);
    }
  }

  // A line without its end; false when the reply is over before that.
  bool line(String &out) {
    out = "";
    for (int c = next(); c >= 0; c = next()) {
      if (c == '\n') return true;
      if (c != '\r' && out.length() < kLongestLine) out += (char)c;
    }
    return false;
  }

 private:
  uint32_t start_ = millis();
  uint32_t limit_ = kFirstByteMs;
};

// What the head of a reply says of it.
struct Head {
  bool whole = false;
  bool ok = false;
  bool chunked = false;
  long length = -1;  // -1: until the server closes
};

static bool joinWiFi() {
  WiFi.begin(BENCH_WIFI_SSID, BENCH_WIFI_PASSWORD);
  for (uint32_t start = millis(); WiFi.status() != WL_CONNECTED; delay(100)) {
    if (millis() - start >= kWiFiMs) return false;
  }
  return true;
}

// The size is told since arduino-esp32 3.0.4; before, the bundle's own lengths are believed.
static void trustBundle() {
#if ESP_ARDUINO_VERSION >= ESP_ARDUINO_VERSION_VAL(3, 0, 4)
  client.setCACertBundle(BENCH_CA_BUNDLE, BENCH_CA_BUNDLE_SIZE);
#else
  client.setCACertBundle(BENCH_CA_BUNDLE);
#endif
}

static bool connectToServer() {
  for (int attempt = 1; attempt <= kAttempts; attempt++) {
    if (attempt > 1) delay(kSpacingMs);
    Serial.printf("heap: %u\n", (unsigned)ESP.getFreeHeap());
    if (client.connect(BENCH_HOST, BENCH_PORT)) return true;
    char why[100] = "";
    int error = client.lastError(why, sizeof(why));
    client.stop();
    Serial.printf("No connection, attempt %d: %d %s\n", attempt, error, why);
  }
  return false;
}

static bool sendRequest() {
  static const char request[] =
      "GET /state HTTP/1.1\r\n"
      "Host: " BENCH_HOST "\r\n"
      "User-Agent: bundle-get\r\n"
      "Accept: application/json\r\n"
      "Connection: close\r\n"
      "\r\n";
  return client.write((const uint8_t *)request, sizeof(request) - 1) == sizeof(request) - 1;
}

static Head readHead(Reply &reply) {
  Head head;
  String line;
  if (!reply.line(line)) return head;
  Serial.println(line);
  head.ok = line.startsWith("HTTP/1.") && line.substring(8, 12) == " 200";
  bool interim = line.substring(8, 10) == " 1";
  while (reply.line(line)) {
    if (line.length() == 0) {
      if (interim) return readHead(reply);  // 100 Continue and its like: the reply is still to come
      head.whole = true;
      return head;
    }
    line.toLowerCase();
    if (line.startsWith("content-length:")) head.length = line.substring(15).toInt();
    if (line.startsWith("transfer-encoding:")) head.chunked = line.indexOf("chunked") > 0;
  }
  return head;
}

// Prints so many bytes of the body, all that come for -1. True when all of them came.
static bool printBytes(Reply &reply, long count) {
  for (long left = count; left != 0;) {
    int c = reply.next();
    if (c < 0) return count < 0;
    Serial.write((uint8_t)c);
    if (left > 0) left--;
  }
  return true;
}

static bool printChunks(Reply &reply) {
  String line;
  while (reply.line(line)) {
    char *end = nullptr;
    long size = strtol(line.c_str(), &end, 16);
    if (end == line.c_str() || size < 0) return false;
    if (size == 0) return reply.line(line);  // no trailers are asked for
    if (!printBytes(reply, size) || !reply.line(line) || line.length() > 0) return false;
  }
  return false;
}

static bool readReply() {
  Reply reply;
  Head head = readHead(reply);
  if (!head.whole) return false;
  bool complete = head.chunked ? printChunks(reply) : printBytes(reply, head.length);
  Serial.println();
  return complete && head.ok;
}

void setup() {
  Serial.begin(115200);
  trustBundle();
  client.setHandshakeTimeout(kHandshakeS);
  if (!joinWiFi()) {
    Serial.println("No Wi-Fi. Stopped trying.");
    return;
  }
  if (!connectToServer()) {
    Serial.println("Stopped trying.");
    return;
  }
  Serial.println("Connection up.");
  bool success = sendRequest() && readReply();
  client.stop();
  Serial.println(success ? "State read." : "State not read.");
  Serial.println("Finished.");
}

void loop() { delay(1000); }
