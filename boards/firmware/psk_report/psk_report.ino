// Reports a reading to a server that knows the board by a key, and that the board knows by the same key: no certificate,
// no authority, no clock. A small JSON goes out by POST once a boot.
//
// With a pre-shared key connect() of arduino-esp32 3.x makes the TCP connection only, and leaves the handshake to the
// first write, where neither setHandshakeTimeout() nor lastError() are about it. So it is begun by name: a connection that
// starts plain, and TLS on it.

#include <WiFi.h>
#include <WiFiClientSecure.h>

#include "bench_config.h"

static const int kAttempts = 3;
static const uint32_t kSpacingMs = 1000;
static const uint32_t kHandshakeS = 8;
static const uint32_t kReplyMs = 10000;
static const uint32_t kWiFiMs = 20000;
static const size_t kLongestLine = 2048;

static bool joinWiFi() {
  WiFi.begin(BENCH_WIFI_SSID, BENCH_WIFI_PASSWORD);
  for (uint32_t start = millis(); WiFi.status() != WL_CONNECTED; delay(100)) {
    if (millis() - start >= kWiFiMs) return false;
  }
  return true;
}

// True when the handshake is done, and so the server has shown that it has the key.
static bool openSession(WiFiClientSecure &client) {
  client.setHandshakeTimeout(kHandshakeS);
  client.setPreSharedKey(BENCH_PSK_IDENTITY, BENCH_PSK_KEY);
#if ESP_ARDUINO_VERSION_MAJOR >= 3
  client.setPlainStart();
  return client.connect(BENCH_HOST, BENCH_PORT) && client.startTLS();
#else
  return client.connect(BENCH_HOST, BENCH_PORT);
#endif
}

static String reading() {
  return "{\"sensor\":\"cellar\",\"celsius\":11.5,\"uptime_ms\":" + String(millis()) + "}";
}

static bool send(WiFiClientSecure &client, const String &body) {
  String request =
      "POST /readings HTTP/1.1\r\n"
      "Host: " BENCH_HOST "\r\n"
      "User-Agent: psk-report\r\n"
      "Content-Type: application/json\r\n"
      "Content-Length: " + String(body.length()) + "\r\n"
      "Connection: close\r\n"
      "\r\n" + body;
  return client.write((const uint8_t *)request.c_str(), request.length()) == request.length();
}

// The status of the reply, or 0 when none came in time. What follows it is of no use to a sensor.
static int replyStatus(WiFiClientSecure &client) {
  String line;
  for (uint32_t start = millis(); millis() - start < kReplyMs;) {
    int c = client.available() > 0 ? client.read() : -1;
    if (c == '\n') {
      return line.startsWith("HTTP/1.") ? line.substring(9, 12).toInt() : 0;
    }
    if (c >= 0) {
      if (line.length() < kLongestLine) line += (char)c;
    } else if (!client.connected()) {
      return 0;
    } else {
      delay(10);
    }
  }
  return 0;
}

// One attempt: false when there was no session.
static bool report() {
  WiFiClientSecure client;
  if (!openSession(client)) {
    client.stop();
    return false;
  }
  Serial.println("Session open.");
  int status = send(client, reading()) ? replyStatus(client) : 0;
  client.stop();
  Serial.printf("The server says %d.\n", status);
  return true;
}

void setup() {
  Serial.begin(115200);
  if (!joinWiFi()) {
    Serial.println("No network. Out of attempts.");
    return;
  }
  for (int attempt = 1; attempt <= kAttempts; attempt++) {
    if (attempt > 1) delay(kSpacingMs);
    Serial.printf("heap: %u\n", (unsigned)ESP.getFreeHeap());
    if (report()) {
      Serial.println("All done.");
      return;
    }
    Serial.printf("No session, attempt %d.\n", attempt);
  }
  Serial.println("Out of attempts.");
}

void loop() { delay(1000); }
