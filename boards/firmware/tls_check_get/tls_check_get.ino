// Asks a TLS check what it thinks of this board's TLS: a GET over HTTP/1.0 with the whole URL as its target, to a server
// whose certificate authority is pinned, and prints the reply.
//
// One attempt, and every wait has an end: the handshake, the first byte of the reply, the reply as a whole.
//
// After the sketch in "Demo 29: How to use HTTPS in Arduino ESP32" (iotsharing.com).

#include <WiFi.h>
#include <WiFiClientSecure.h>

#include "bench_config.h"

static const uint32_t kHandshakeS = 10;
static const uint32_t kFirstByteMs = 10000;
static const uint32_t kReplyMs = 15000;
static const uint32_t kWiFiMs = 20000;

static WiFiClientSecure client;

static bool joinWiFi() {
  WiFi.begin(BENCH_WIFI_SSID, BENCH_WIFI_PASSWORD);
  for (uint32_t start = millis(); WiFi.status() != WL_CONNECTED; delay(100)) {
    if (millis() - start >= kWiFiMs) return false;
  }
  return true;
}

static void sendRequest() {
  client.println("GET https://" BENCH_HOST "/a/check HTTP/1.0");
  client.println("Host: " BENCH_HOST);
  client.println("Connection: close");
  client.println();
}

// Prints what comes until the server has closed, or the time is up. That nothing is there yet is a pause, and no end.
static void printReply() {
  uint32_t start = millis();
  uint32_t limit = kFirstByteMs;
  while (millis() - start < limit) {
    int c = client.available() > 0 ? client.read() : -1;
    if (c >= 0) {
      Serial.write((uint8_t)c);
      limit = kReplyMs;
    } else if (!client.connected()) {
      return;
    } else {
      delay(10);
    }
  }
  Serial.println();
  Serial.println("The reply took too long.");
}

void setup() {
  Serial.begin(115200);
  client.setCACert(BENCH_CA);
  client.setHandshakeTimeout(kHandshakeS);
  if (!joinWiFi()) {
    Serial.println("No Wi-Fi.");
  } else if (client.connect(BENCH_HOST, BENCH_PORT)) {
    Serial.println("Connected to server!");
    sendRequest();
    printReply();
  } else {
    Serial.println("Connection failed!");
  }
  client.stop();
  Serial.println();
  Serial.println("Finished.");
}

void loop() { delay(1000); }
