// The certificate that "Secure Websockets with ESP8266 and Arduino" (2019) chooses: "take the last one" of those that the server
// sends. That is the intermediate, which the certificate authority replaces whenever it wants to; the sketch then never
// connects again. Its handler ignores messages that come in fragments. known_failures.yaml says what Benchtrial finds;
// what the article leaves out besides, the clock and the reconnecting, is as in wss_echo.

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
static const uint32_t kClockMs = 30000;
static const time_t kPlausible = 1700000000;  // November 2023: no board's clock stands there before it was set

static WebSocketsClient webSocket;

static void onEvent(WStype_t type, uint8_t *payload, size_t length) {
  switch (type) {
    case WStype_DISCONNECTED:
      Serial.printf("[WSc] Disconnected\n");
      break;
    case WStype_CONNECTED:
      Serial.printf("[WSc] Connected to url: %s\n", payload);
      webSocket.sendTXT("Hi there!");
      break;
    case WStype_TEXT:
      Serial.printf("[WSc] get text: %s\n", payload);
      break;
    case WStype_BIN:
      Serial.printf("[WSc] get binary length: %u\n", (unsigned)length);
      break;
    case WStype_ERROR:
      Serial.printf("[WSc] get error length: %u\n", (unsigned)length);
      break;
    default:
      Serial.printf("[WSc] Unknown transmission: %i. Probably can be ignored.\n", type);
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
  webSocket.beginSslWithCA(BENCH_HOST, BENCH_PORT, "/", BENCH_CA_INTERMEDIATE);
}

void loop() {
  webSocket.loop();
  delay(1);
}
