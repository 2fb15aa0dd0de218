// Sends a form to an echo service and prints what comes back. The server is known by the SHA-1 fingerprint of its
// certificate, which is checked in the handshake: a server with another certificate gets nothing.
//
// After "ESP8266 NodeMCU HTTPS Secured POST Request" (circuits4you.com, 2019).

#include <ESP8266WiFi.h>
#include <WiFiClientSecure.h>

#include "bench_config.h"

static const int kAttempts = 5;
static const uint32_t kSpacingMs = 500;
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

// Everything but letters, digits and - . _ ~ is written as %XX, byte for byte (RFC 3986, 2.1).
static String encoded(const char *text) {
  static const char kHex[] = "0123456789ABCDEF";
  String out;
  for (; *text; text++) {
    unsigned char c = (unsigned char)*text;
    if (isalnum(c) || strchr("-._~", c)) {
      out += (char)c;
    } else {
      out += '%';
      out += kHex[c >> 4];
      out += kHex[c & 15];
    }
  }
  return out;
}

static bool joinWiFi() {
  WiFi.mode(WIFI_STA);
  WiFi.begin(BENCH_WIFI_SSID, BENCH_WIFI_PASSWORD);
  Deadline limit(kWiFiMs);
  while (WiFi.status() != WL_CONNECTED) {
    if (limit.passed()) return false;
    delay(100);
  }
  return true;
}

static bool connectWithRetry(BearSSL::WiFiClientSecure &client) {
  for (int attempt = 1; attempt <= kAttempts; attempt++) {
    if (client.connect(BENCH_HOST, BENCH_PORT)) return true;
    char reason[100] = "";
    int code = client.getLastSSLError(reason, sizeof(reason));
    client.stop();  // after a failed handshake the connection is still open
    Serial.printf("Connection failed, attempt %d of %d: %d %s\n", attempt, kAttempts, code, reason);
    if (attempt < kAttempts) delay(kSpacingMs);
  }
  return false;
}

static void sendForm(BearSSL::WiFiClientSecure &client) {
  String body = "name1=" + encoded("value 1 & more") + "&name2=" + encoded("50% = ½");
  client.print(String("POST /post HTTP/1.1\r\n") +
               "Host: " BENCH_HOST "\r\n" +
               "User-Agent: benchtrial-echo-post\r\n" +
               "Content-Type: application/x-www-form-urlencoded\r\n" +
               "Content-Length: " + String(body.length()) + "\r\n" +
               "Connection: close\r\n\r\n" + body);
}

static bool waitForBytes(BearSSL::WiFiClientSecure &client, const Deadline &limit) {
  while (!client.available()) {
    if (limit.passed() || !client.connected()) return false;
    delay(10);
  }
  return true;
}

static String readLine(BearSSL::WiFiClientSecure &client, const Deadline &limit) {
  String line;
  while (waitForBytes(client, limit)) {
    char c = (char)client.read();
    if (c == '\n') break;
    if (c != '\r' && line.length() < 1024) line += c;
  }
  return line;
}

// Skips the header; returns the body's length, or -1 when the server did not say it.
static long readHead(BearSSL::WiFiClientSecure &client, const Deadline &limit) {
  long length = -1;
  Serial.println(readLine(client, limit));
  for (String line = readLine(client, limit); line.length() > 0; line = readLine(client, limit)) {
    String name = line.substring(0, 15);
    name.toLowerCase();
    if (name == "content-length:") length = line.substring(15).toInt();
  }
  return length;
}

static void printReply(BearSSL::WiFiClientSecure &client) {
  Deadline whole(kReplyMs);
  if (!waitForBytes(client, Deadline(kFirstByteMs))) {
    Serial.println("No reply.");
    return;
  }
  long left = readHead(client, whole);
  uint8_t block[256];
  while (left != 0 && waitForBytes(client, whole)) {
    size_t want = (left > 0 && left < (long)sizeof(block)) ? (size_t)left : sizeof(block);
    int n = client.read(block, want);
    if (n <= 0) continue;
    Serial.write(block, n);
    if (left > 0) left -= n;
  }
  Serial.println();
}

void setup() {
  Serial.begin(115200);
  Serial.println();
  if (!joinWiFi()) {
    Serial.println("No Wi-Fi. Giving up.");
    return;
  }
  BearSSL::WiFiClientSecure client;
  // A fingerprint that cannot be read is no pin: without this check the sketch would go on with whatever was set before.
  if (!client.setFingerprint(BENCH_FINGERPRINT)) {
    Serial.println("The fingerprint cannot be read.");
    return;
  }
  if (!connectWithRetry(client)) {
    Serial.println("Giving up.");
    return;
  }
  Serial.println("Connected to web");
  sendForm(client);
  printReply(client);
  client.stop();
  Serial.println("closing connection");
}

void loop() { delay(1000); }
