// A WebSocket over TLS, to an echo service whose certificate authority is pinned. It says hello, prints what comes back,
// and connects again when the connection is lost.
//
// After "Secure Websockets with ESP8266 and Arduino" (codigoparallevar.com, 2019). Which certificate to pin is not left
// to guessing here: it is the root, the one that lives longest.

#if defined(ESP8266)
#include <ESP8266WiFi.h>
#include <ESP8266WiFiMulti.h>
static ESP8266WiFiMulti wifi;
#else
#include <WiFi.h>
#include <WiFiMulti.h>
static WiFiMulti wifi;
#endif
#include <WebSocketsClient.h>
#include <time.h>

#include "bench_config.h"

static const uint32_t kReconnectMs = 1000;
static const uint32_t kPingMs = 15000;
static const uint32_t kPongMs = 2000;
static const uint8_t kPongsMissed = 2;
static const uint32_t kClockMs = 30000;
static const time_t kPlausible = 1700000000;  // November 2023: no board's clock stands there before it was set

static WebSocketsClient webSocket;

static void onEvent(WStype_t type, uint8_t *payload, size_t length) {
  switch (type) {
    case WStype_CONNECTED:
      Serial.printf("[WSc] Connected to url: %s\n", payload);
      webSocket.sendTXT("Hi there!");
      break;
    case WStype_DISCONNECTED:
      Serial.printf("[WSc] Disconnected\n");
      break;
    case WStype_TEXT:
    case WStype_FRAGMENT_TEXT_START:
      Serial.print("[WSc] get text: ");
      Serial.write(payload, length);
      if (type == WStype_TEXT) Serial.println();
      break;
    case WStype_FRAGMENT:
      Serial.write(payload, length);
      break;
    case WStype_FRAGMENT_FIN:
      Serial.write(payload, length);
      Serial.println();
      break;
    case WStype_BIN:
      Serial.printf("[WSc] get binary length: %u\n", (unsigned)length);
      break;
    case WStype_ERROR:
      Serial.printf("[WSc] error, length: %u\n", (unsigned)length);
      break;
    default:
      break;
  }
}

// A chip starts in 1970, where no certificate is valid yet. The ESP8266 looks at dates and needs the time; the ESP32's
// stock build does not look, and is asked to know it all the same.
static bool setClock() {
  configTime(0, 0, "pool.ntp.org", "time.nist.gov");
  for (uint32_t start = millis(); time(nullptr) < kPlausible; delay(100)) {
    if ((uint32_t)(millis() - start) >= kClockMs) return false;
  }
  return true;
}

void setup() {
  Serial.begin(115200);
  Serial.println();
  wifi.addAP(BENCH_WIFI_SSID, BENCH_WIFI_PASSWORD);
  while (wifi.run() != WL_CONNECTED) delay(500);
  Serial.print("Connected, IP address: ");
  Serial.println(WiFi.localIP());
  Serial.println(setClock() ? "Clock is set." : "No time service.");
  webSocket.onEvent(onEvent);
  webSocket.setReconnectInterval(kReconnectMs);
  // Who only listens never learns that the other end is gone without a word, as when the Wi-Fi was lost for a while.
  webSocket.enableHeartbeat(kPingMs, kPongMs, kPongsMissed);
  webSocket.beginSslWithCA(BENCH_HOST, BENCH_PORT, "/", BENCH_CA);
}

void loop() {
  webSocket.loop();
  delay(1);
}
