// Asks a TLS check what it thinks of this board's TLS, in as little memory as the server allows: before each attempt it asks
// whether the server would keep its records short (RFC 6066, section 4), and gives TLS small buffers if so, and full ones
// if not. An answer of a server that agrees and sends a long record all the same cannot be read, and is reported as none.
//
// An ESP8266 has some 48 KB of heap. A TLS connection with full buffers takes 24 of them, one with small buffers 9.

#include <ESP8266WiFi.h>
#include <WiFiClientSecure.h>
#include <time.h>

#include "bench_config.h"

static const int kAttempts = 3;
static const uint32_t kSpacingMs = 1000;
static const uint32_t kFirstByteMs = 10000;
static const uint32_t kReplyMs = 15000;
static const uint32_t kWiFiMs = 20000;
static const uint32_t kClockMs = 30000;
static const time_t kPlausible = 1700000000;  // November 2023: no board's clock stands there before it was set

static const uint16_t kShort = 512;
static const int kLongest = 16384;
static const int kSend = 512;

class Deadline {
 public:
  explicit Deadline(uint32_t ms) : start_(millis()), ms_(ms) {}
  bool passed() const { return (uint32_t)(millis() - start_) >= ms_; }

 private:
  uint32_t start_;
  uint32_t ms_;
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

// Certificates are judged by date. Without the time every one of them is refused, and that is said then.
static void setClock() {
  configTime(0, 0, "pool.ntp.org", "time.nist.gov");
  Deadline limit(kClockMs);
  while (time(nullptr) < kPlausible && !limit.passed()) delay(100);
}

// How much memory TLS gets for what it receives. The send buffer is small in any case: the sketch says little at a time,
// and it is the reason that every connection asks for short records.
static void chooseBuffers(BearSSL::WiFiClientSecure &client) {
  bool agreed = BearSSL::WiFiClientSecure::probeMaxFragmentLength(BENCH_HOST, BENCH_PORT, kShort);
  int receive = agreed ? kShort : kLongest;
  client.setBufferSizes(receive, kSend);
  Serial.printf("receive buffer: %d\n", receive);
}

static bool connectWithRetry(BearSSL::WiFiClientSecure &client) {
  for (int attempt = 1; attempt <= kAttempts; attempt++) {
    Serial.printf("heap: %u\n", (unsigned)ESP.getFreeHeap());
    chooseBuffers(client);
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

// One line without its end, into a buffer: 512 bytes of it are enough to know a header by. False when the end never came.
static bool readLine(BearSSL::WiFiClientSecure &client, char *line, size_t size, const Deadline &limit) {
  size_t length = 0;
  while (waitForBytes(client, limit)) {
    char c = (char)client.read();
    if (c == '\n') {
      line[length] = 0;
      return true;
    }
    if (c != '\r' && length + 1 < size) line[length++] = c;
  }
  return false;
}

// Reads the header; false when it did not come to its end. length is that of the body, -1 when it was not said.
static bool readHead(BearSSL::WiFiClientSecure &client, bool &ok, long &length, const Deadline &limit) {
  static const char kLength[] = "content-length:";
  char line[512];
  length = -1;
  if (!readLine(client, line, sizeof(line), limit)) return false;
  ok = strncmp(line, "HTTP/1.1 200", 12) == 0;
  while (readLine(client, line, sizeof(line), limit)) {
    if (!line[0]) return true;
    if (strncasecmp(line, kLength, sizeof(kLength) - 1) == 0) length = atol(line + sizeof(kLength) - 1);
  }
  return false;
}

// Prints the body as it comes; true when all of it came.
static bool printBody(BearSSL::WiFiClientSecure &client, long length, const Deadline &limit) {
  uint8_t block[128];
  long count = 0;
  while ((length < 0 || count < length) && waitForBytes(client, limit)) {
    size_t want = length >= 0 && length - count < (long)sizeof(block) ? (size_t)(length - count) : sizeof(block);
    int n = client.read(block, want);
    if (n <= 0) continue;
    Serial.write(block, n);
    count += n;
  }
  Serial.println();
  return length >= 0 && count == length;
}

static void report(BearSSL::WiFiClientSecure &client) {
  Deadline whole(kReplyMs);
  bool ok = false;
  long length = -1;
  bool came = waitForBytes(client, Deadline(kFirstByteMs)) && readHead(client, ok, length, whole);
  bool complete = came && printBody(client, length, whole);
  Serial.println(ok && complete ? "check done" : "no answer that is one");
}

void setup() {
  Serial.begin(115200);
  Serial.println();
  if (!joinWiFi()) {
    Serial.println("no Wi-Fi, giving up");
    return;
  }
  setClock();
  BearSSL::X509List authority(BENCH_CA);
  BearSSL::WiFiClientSecure client;
  client.setTrustAnchors(&authority);
  if (!connectWithRetry(client)) {
    Serial.println("giving up");
    return;
  }
  Serial.printf("connected, short records: %s\n", client.getMFLNStatus() ? "yes" : "no");
  client.print(
      "GET /a/check HTTP/1.1\r\n"
      "Host: " BENCH_HOST "\r\n"
      "User-Agent: benchtrial-small-buffers\r\n"
      "Connection: close\r\n\r\n");
  report(client);
  client.stop();
  Serial.println("finished");
}

void loop() { delay(1000); }
