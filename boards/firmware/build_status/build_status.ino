// Asks for the build status of a repository and says whether the build was successful. The server is known by the SHA-1
// fingerprint of its certificate, and it is asked nothing before that was checked.
//
// After "Client Secure" in the documentation of the Arduino core for the ESP8266.

#include <ESP8266WiFi.h>
#include <WiFiClientSecure.h>

#include "bench_config.h"

static const char *const kUrl = "/repos/esp8266/Arduino/commits/master/status";
static const int kAttempts = 3;
static const uint32_t kSpacingMs = 1000;
static const uint32_t kFirstByteMs = 10000;
static const uint32_t kReplyMs = 15000;
static const uint32_t kWiFiMs = 20000;

class Deadline {
 public:
  explicit Deadline(uint32_t ms) : start_(millis()), ms_(ms) {}
  bool passed() const { return (uint32_t)(millis() - start_) >= ms_; }

 private:
  uint32_t start_;
  uint32_t ms_;
};

// What the header says. (It stands up here because the Arduino builder puts prototypes before the first function.)
struct Reply {
  bool ok = false;       // the server said 200
  long length = -1;      // of the body, -1: not said
  bool headers = false;  // the whole header was read
};

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

// The fingerprint is part of the handshake: connect() succeeds with the right certificate only.
static bool connectWithRetry(BearSSL::WiFiClientSecure &client) {
  for (int attempt = 1; attempt <= kAttempts; attempt++) {
    Serial.printf("heap: %u\n", (unsigned)ESP.getFreeHeap());
    if (client.connect(BENCH_HOST, BENCH_PORT)) return true;
    char reason[100] = "";
    int code = client.getLastSSLError(reason, sizeof(reason));
    client.stop();
    Serial.printf("connection failed: %d %s\n", code, reason);
    if (attempt < kAttempts) delay(kSpacingMs);
  }
  return false;
}

static bool waitForBytes(BearSSL::WiFiClientSecure &client, const Deadline &limit) {
  while (!client.available()) {
    if (limit.passed() || !client.connected()) return false;
    delay(10);
  }
  return true;
}

// One line without its end. whole tells whether the end was there: a line that was cut off proves nothing.
static String readLine(BearSSL::WiFiClientSecure &client, const Deadline &limit, bool &whole) {
  String line;
  whole = false;
  while (waitForBytes(client, limit)) {
    char c = (char)client.read();
    if (c == '\n') {
      whole = true;
      break;
    }
    if (c != '\r' && line.length() < 2048) line += c;
  }
  return line;
}

static Reply readHead(BearSSL::WiFiClientSecure &client, const Deadline &limit) {
  Reply reply;
  bool whole = false;
  String line = readLine(client, limit, whole);
  reply.ok = whole && line.startsWith("HTTP/1.1 200");
  while (whole) {
    line = readLine(client, limit, whole);
    if (whole && line.length() == 0) {
      reply.headers = true;
      break;
    }
    String name = line.substring(0, 15);
    name.toLowerCase();
    if (name == "content-length:") reply.length = line.substring(15).toInt();
  }
  return reply;
}

// Prints the body as it comes, so that its length is no matter, and returns its beginning. complete tells whether all of it
// came.
static String printBody(BearSSL::WiFiClientSecure &client, long length, const Deadline &limit, bool &complete) {
  String beginning;
  long count = 0;
  while ((length < 0 || count < length) && waitForBytes(client, limit)) {
    char c = (char)client.read();
    Serial.write((uint8_t)c);
    if (beginning.length() < 64) beginning += c;
    count++;
  }
  Serial.println();
  complete = length >= 0 && count == length;
  return beginning;
}

static void report(BearSSL::WiFiClientSecure &client) {
  if (!waitForBytes(client, Deadline(kFirstByteMs))) {
    Serial.println("no reply");
    return;
  }
  Deadline limit(kReplyMs);
  Reply reply = readHead(client, limit);
  if (reply.headers) Serial.println("headers received");
  Serial.println("reply was:");
  bool complete = false;
  String beginning = printBody(client, reply.length, limit, complete);
  if (reply.ok && complete && beginning.startsWith("{\"state\":\"success\"")) {
    Serial.println("esp8266/Arduino CI successful!");
  } else {
    Serial.println("esp8266/Arduino CI has failed");
  }
}

void setup() {
  Serial.begin(115200);
  Serial.println();
  if (!joinWiFi()) {
    Serial.println("no Wi-Fi, giving up");
    return;
  }
  BearSSL::WiFiClientSecure client;
  if (!client.setFingerprint(BENCH_FINGERPRINT)) {
    Serial.println("the fingerprint cannot be read");
    return;
  }
  Serial.println("connecting to " BENCH_HOST);
  if (!connectWithRetry(client)) {
    Serial.println("giving up");
    return;
  }
  Serial.println("certificate matches");
  client.print(String("GET ") + kUrl + " HTTP/1.1\r\n" +
               "Host: " BENCH_HOST "\r\n" +
               "User-Agent: BuildFailureDetectorESP8266\r\n" +
               "Connection: close\r\n\r\n");
  Serial.println("request sent");
  report(client);
  client.stop();
  Serial.println("closing connection");
}

void loop() { delay(1000); }
