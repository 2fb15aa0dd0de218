// Asks an OAuth server for a token: one POST over TLS, written by hand as HTTP/1.0, to a server whose certificate
// authority is pinned.
//
// Everything is bounded: the attempts to connect, the handshake, the wait for the first byte of the reply, and the
// reply as a whole. firmware.yaml beside this file states the bounds; the specs hold the sketch to them.
//
// After the sketch in "Using TLS to POST from ESP-32 to a Cloudflare service" (David G. Simmons, 2022).

#include <WiFi.h>
#include <WiFiClientSecure.h>

#include "bench_config.h"

static const int kAttempts = 12;
static const uint32_t kSpacingMs = 500;
static const uint32_t kHandshakeS = 5;
static const uint32_t kFirstByteMs = 10000;
static const uint32_t kReplyMs = 15000;
static const uint32_t kWiFiMs = 20000;

// A wait that ends. Differences of millis() stay right when the counter wraps.
class Deadline {
 public:
  explicit Deadline(uint32_t ms) : start_(millis()), ms_(ms) {}
  bool passed() const { return (uint32_t)(millis() - start_) >= ms_; }

 private:
  uint32_t start_;
  uint32_t ms_;
};

static bool joinWiFi() {
  WiFi.begin(BENCH_WIFI_SSID, BENCH_WIFI_PASSWORD);
  Deadline limit(kWiFiMs);
  while (WiFi.status() != WL_CONNECTED) {
    if (limit.passed()) return false;
    delay(100);
  }
  return true;
}

static bool connectWithRetry(WiFiClientSecure &client) {
  for (int attempt = 1; attempt <= kAttempts; attempt++) {
    Serial.printf("heap: %u\n", (unsigned)ESP.getFreeHeap());
    if (client.connect(BENCH_HOST, BENCH_PORT)) return true;
    char reason[128] = "";
    int code = client.lastError(reason, sizeof(reason));
    client.stop();
    Serial.printf("*** Can't connect. *** attempt %d of %d: %d %s\n", attempt, kAttempts, code, reason);
    if (attempt < kAttempts) delay(kSpacingMs);
  }
  return false;
}

// write() may take less than it was given, so ask until all is gone or nothing moves.
static bool sendAll(WiFiClientSecure &client, const String &text) {
  size_t sent = 0;
  while (sent < text.length()) {
    size_t n = client.write((const uint8_t *)text.c_str() + sent, text.length() - sent);
    if (n == 0) return false;
    sent += n;
  }
  return true;
}

static bool sendPost(WiFiClientSecure &client, const String &body) {
  String head;
  head.reserve(256);
  head += "POST /oauth/token HTTP/1.0\r\n";
  head += "Host: " BENCH_HOST "\r\n";
  head += "User-Agent: benchtrial-token-post\r\n";
  head += "Content-Type: application/json\r\n";
  head += "Content-Length: ";
  head += String(body.length());
  head += "\r\n\r\n";
  return sendAll(client, head) && sendAll(client, body);
}

// Waits for bytes until the deadline. A read that finds nothing is a pause, not the end: only the deadline, a closed
// connection or the whole body ends a reply.
static bool waitForBytes(WiFiClientSecure &client, const Deadline &limit) {
  while (client.available() <= 0) {
    if (limit.passed() || !client.connected()) return false;
    delay(10);
  }
  return true;
}

static String readLine(WiFiClientSecure &client, const Deadline &limit) {
  String line;
  while (waitForBytes(client, limit)) {
    int c = client.read();
    if (c < 0) continue;
    if (c == '\n') break;
    if (c != '\r' && line.length() < 8192) line += (char)c;
  }
  return line;
}

// Reads the header; returns the body's length, or -1 when the server did not say it. granted tells whether the status is 200.
static long readHead(WiFiClientSecure &client, const Deadline &limit, bool &granted) {
  long length = -1;
  String status = readLine(client, limit);
  granted = status.startsWith("HTTP/1.") && status.substring(8, 13) == " 200 ";
  Serial.println(status);
  for (String line = readLine(client, limit); line.length() > 0; line = readLine(client, limit)) {
    String name = line.substring(0, 15);
    name.toLowerCase();
    if (name == "content-length:") length = line.substring(15).toInt();
  }
  return length;
}

// Prints the body, and tells whether all of it came.
static bool printBody(WiFiClientSecure &client, long length, const Deadline &limit) {
  uint8_t block[512];
  long left = length;
  while (left != 0 && waitForBytes(client, limit)) {
    size_t want = (left > 0 && left < (long)sizeof(block)) ? (size_t)left : sizeof(block);
    int n = client.read(block, want);
    if (n <= 0) continue;
    Serial.write(block, n);
    if (left > 0) left -= n;
  }
  Serial.println();
  return left == 0;
}

static void readReply(WiFiClientSecure &client) {
  Deadline whole(kReplyMs);
  if (!waitForBytes(client, Deadline(kFirstByteMs))) {
    Serial.println("No reply.");
    return;
  }
  bool granted = false;
  long length = readHead(client, whole, granted);
  bool complete = printBody(client, length, whole);
  Serial.println(granted && complete ? "Token granted." : "Token denied.");
}

static void post(const String &body) {
  WiFiClientSecure client;
  client.setCACert(BENCH_CA);
  client.setHandshakeTimeout(kHandshakeS);
  if (!connectWithRetry(client)) {
    Serial.println("Giving up.");
    return;
  }
  Serial.println("Connected!");
  if (sendPost(client, body)) {
    readReply(client);
  } else {
    Serial.println("The request could not be sent.");
  }
  client.stop();
  Serial.println("Done!");
}

void setup() {
  Serial.begin(115200);
  if (!joinWiFi()) {
    Serial.println("No Wi-Fi. Giving up.");
    return;
  }
  post(BENCH_BODY);
}

void loop() { delay(1000); }
