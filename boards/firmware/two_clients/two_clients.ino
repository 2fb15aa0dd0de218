// Two TLS connections at once: one is held open and asks for the device's state twice a second, the other is made beside it
// every second to send a report, and ended. The trouble of the one is not the trouble of the other: a report that
// cannot be sent is dropped, and a connection that is lost is made anew.
//
// On an ESP8266 two clients with BearSSL's full buffers, 24 KB each, do not fit into the heap. The server is one's own, and
// no record of its certificates and replies is longer than 4 KB: so 4 KB are enough.

#if defined(ESP8266)
#include <ESP8266WiFi.h>
#else
#include <WiFi.h>
#endif
#include <WiFiClientSecure.h>
#include <time.h>

#include "bench_config.h"

static const uint32_t kStateMs = 500;
static const uint32_t kReportMs = 1000;
static const uint32_t kSpacingMs = 1000;
static const uint32_t kReplyMs = 5000;
static const uint32_t kClockMs = 30000;
static const time_t kPlausible = 1700000000;  // November 2023: no board's clock stands there before it was set

static WiFiClientSecure first;

// Waits until so many milliseconds have passed since a moment. Differences of millis() stay right when the counter wraps.
static bool due(uint32_t since, uint32_t ms) { return (uint32_t)(millis() - since) >= ms; }

static void prepare(WiFiClientSecure &client) {
#if defined(ESP8266)
  static BearSSL::X509List authority(BENCH_CA);
  client.setTrustAnchors(&authority);
  client.setBufferSizes(4096, 512);
#else
  client.setCACert(BENCH_CA);
  client.setHandshakeTimeout(15);
#endif
}

static int lastError(WiFiClientSecure &client) {
  char reason[100] = "";
#if defined(ESP8266)
  return client.getLastSSLError(reason, sizeof(reason));
#else
  return client.lastError(reason, sizeof(reason));
#endif
}

static void setClock() {
  configTime(0, 0, "pool.ntp.org", "time.nist.gov");
  for (uint32_t start = millis(); time(nullptr) < kPlausible && !due(start, kClockMs); delay(100)) {
  }
}

// The next byte of a reply; -1 when none came in time.
static int nextByte(WiFiClientSecure &client, uint32_t start) {
  while (!client.available()) {
    if (due(start, kReplyMs) || !client.connected()) return -1;
    delay(5);
  }
  return client.read();
}

// Reads a reply to the end that its length says; true when the server said 200 and all of it came.
static bool readReply(WiFiClientSecure &client) {
  static const char kLength[] = "content-length:";
  uint32_t start = millis();
  char line[160];
  size_t count = 0;
  long left = -1;
  bool ok = false;
  for (bool status = true;;) {
    int c = nextByte(client, start);
    if (c < 0) return false;
    if (c != '\n') {
      if (c != '\r' && count + 1 < sizeof(line)) line[count++] = (char)c;
      continue;
    }
    line[count] = 0;
    if (status) ok = strncmp(line, "HTTP/1.1 200", 12) == 0;
    if (!status && count == 0) break;
    if (strncasecmp(line, kLength, sizeof(kLength) - 1) == 0) left = atol(line + sizeof(kLength) - 1);
    status = false;
    count = 0;
  }
  if (left < 0) return false;
  for (; left > 0; left--) {
    if (nextByte(client, start) < 0) return false;
  }
  return ok;
}

// Asks for the state on the connection that is held; the connection is given up when no answer comes.
static void askState() {
  first.print(
      "GET /state HTTP/1.1\r\n"
      "Host: " BENCH_HOST "\r\n"
      "\r\n");
  if (readReply(first)) return;
  Serial.println("state connection lost");
  first.stop();
}

// Sends a report over a connection of its own. The client is gone when the function is left, and its memory with it.
static void sendReport() {
  WiFiClientSecure second;
  prepare(second);
  Serial.printf("heap: %u\n", (unsigned)ESP.getFreeHeap());
  if (!second.connect(BENCH_HOST, BENCH_PORT)) {
    Serial.printf("report failed: %d\n", lastError(second));
    second.stop();
    return;
  }
  char body[40];
  int length = snprintf(body, sizeof(body), "{\"uptime\":%lu}", (unsigned long)(millis() / 1000));
  second.printf(
      "POST /report HTTP/1.1\r\n"
      "Host: " BENCH_HOST "\r\n"
      "Content-Type: application/json\r\n"
      "Content-Length: %d\r\n"
      "Connection: close\r\n\r\n"
      "%s",
      length, body);
  Serial.println(readReply(second) ? "report taken" : "report not taken");
  second.stop();
}

static bool holdFirst() {
  static uint32_t failed = 0;
  static bool waiting = false;
  if (first.connected()) return true;
  first.stop();
  if (waiting && !due(failed, kSpacingMs)) return false;
  Serial.printf("heap: %u\n", (unsigned)ESP.getFreeHeap());
  waiting = !first.connect(BENCH_HOST, BENCH_PORT);
  if (!waiting) {
    Serial.println("state connection open");
    return true;
  }
  Serial.printf("cannot connect: %d\n", lastError(first));
  first.stop();
  failed = millis();
  return false;
}

void setup() {
  Serial.begin(115200);
  Serial.println();
  WiFi.mode(WIFI_STA);
  WiFi.begin(BENCH_WIFI_SSID, BENCH_WIFI_PASSWORD);
  while (WiFi.status() != WL_CONNECTED) delay(100);
  setClock();
  prepare(first);
}

void loop() {
  static uint32_t asked = 0;
  static uint32_t reported = 0;
  if (holdFirst()) {
    if (due(asked, kStateMs)) {
      asked = millis();
      askState();
    }
    if (first.connected() && due(reported, kReportMs)) {
      reported = millis();
      sendReport();
    }
  }
  delay(10);
}
