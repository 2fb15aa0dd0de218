// Asks an OAuth server for a token through HTTPClient, as most sketches do it: the certificate authority is pinned, the
// rest is left to the library.
//
// It is the version of "Using TLS to POST from ESP-32 to a Cloudflare service" (David G. Simmons, 2022) that its author
// could not get to work. Nothing is wrong with its TLS. What the library sends and leaves out is what an edge and an
// OAuth server trip over; known_failures.yaml beside this file says what.

#include <HTTPClient.h>
#include <WiFi.h>
#include <WiFiClientSecure.h>

#include "bench_config.h"

static const int kAttempts = 3;
static const uint32_t kSpacingMs = 1000;
static const uint32_t kWiFiMs = 20000;

static bool joinWiFi() {
  WiFi.begin(BENCH_WIFI_SSID, BENCH_WIFI_PASSWORD);
  for (uint32_t start = millis(); WiFi.status() != WL_CONNECTED; delay(100)) {
    if ((uint32_t)(millis() - start) >= kWiFiMs) return false;
  }
  return true;
}

// One request, one reply. A code below zero is the library's word that there was no reply. whole tells whether all of it came:
// the code stands at its beginning.
static int post(WiFiClientSecure &client, const String &body, bool &whole) {
  HTTPClient https;
  if (!https.begin(client, BENCH_HOST, BENCH_PORT, "/oauth/token", true)) {
    Serial.println("[HTTPS] begin failed");
    return -1;
  }
  int code = https.POST(body);
  if (code < 0) {
    Serial.printf("[HTTPS] POST... failed, error: %s\n", HTTPClient::errorToString(code).c_str());
  } else {
    Serial.printf("[HTTPS] POST... code: %d\n", code);
    int printed = https.writeToStream(&Serial);
    Serial.println();
    whole = printed >= 0 && (https.getSize() < 0 || printed == https.getSize());
  }
  https.end();
  return code;
}

static void postWithRetry(const String &body) {
  WiFiClientSecure client;
  client.setCACert(BENCH_CA);
  client.setHandshakeTimeout(5);
  for (int attempt = 1; attempt <= kAttempts; attempt++) {
    bool whole = false;
    int code = post(client, body, whole);
    // Only a connection that was never made is tried again: whether the server has taken a POST that was sent, and got no
    // reply, nobody knows.
    if (code != HTTPC_ERROR_CONNECTION_REFUSED) {
      Serial.println(code == HTTP_CODE_OK && whole ? "Token granted." : "Token denied.");
      Serial.println("Done!");
      return;
    }
    if (attempt < kAttempts) delay(kSpacingMs);
  }
  Serial.println("Giving up.");
}

void setup() {
  Serial.begin(115200);
  if (!joinWiFi()) {
    Serial.println("No Wi-Fi. Giving up.");
    return;
  }
  postWithRetry(BENCH_BODY);
}

void loop() { delay(1000); }
