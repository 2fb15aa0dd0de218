// An MQTT client that proves who it is: TLS with a certificate and a key of its own, to a broker whose certificate
// authority is pinned. It subscribes, says hello, prints what comes, and connects again for ever.
//
// After the first comment below "Demo 29: How to use HTTPS in Arduino ESP32" (iotsharing.com, 2017), whose author's
// board could not connect to its broker and did not say why. This one does.

#include <PubSubClient.h>
#include <WiFi.h>
#include <WiFiClientSecure.h>

#include "bench_config.h"

static const char *const kClientId = "benchtrial-board";
static const char *const kTopic = "bench/hello";
static const char *const kFilter = "bench/#";
static const uint32_t kSpacingMs = 2000;
static const uint16_t kKeepAliveS = 15;
static const uint32_t kBeatMs = 5000;

static WiFiClientSecure secure;
static PubSubClient mqtt(secure);
static bool up = false;  // the broker has accepted this client, and nothing was lost since

static void received(char *topic, byte *payload, unsigned int length) {
  Serial.printf("got %s: ", topic);
  Serial.write(payload, length);
  Serial.println();
}

// PubSubClient knows that connecting failed, the TLS client knows why.
static void explain() {
  char reason[128] = "";
  int code = secure.lastError(reason, sizeof(reason));
  Serial.printf("MQTT connection failed: state %d, TLS %d %s\n", mqtt.state(), mqtt.state() == MQTT_CONNECT_FAILED ? code : 0,
                mqtt.state() == MQTT_CONNECT_FAILED ? reason : "");
}

// Shows that the loop still turns. connect() holds it up, for as long as its own limits allow.
static void beat() {
  static uint32_t last = 0;
  if ((uint32_t)(millis() - last) < kBeatMs) return;
  last = millis();
  Serial.println("alive");
}

static void connectOnce() {
  Serial.printf("heap: %u\n", (unsigned)ESP.getFreeHeap());
  if (!mqtt.connect(kClientId)) {
    explain();
    secure.stop();
    delay(kSpacingMs);
    return;
  }
  up = true;
  Serial.println("MQTT connected!");
  mqtt.subscribe(kFilter);
  mqtt.publish(kTopic, "hello");
}

void setup() {
  Serial.begin(115200);
  WiFi.begin(BENCH_WIFI_SSID, BENCH_WIFI_PASSWORD);
  while (WiFi.status() != WL_CONNECTED) delay(100);
  secure.setCACert(BENCH_CA);
  secure.setCertificate(BENCH_CLIENT_CERT);
  secure.setPrivateKey(BENCH_CLIENT_KEY);
  secure.setHandshakeTimeout(10);
  mqtt.setServer(BENCH_HOST, BENCH_PORT);
  mqtt.setKeepAlive(kKeepAliveS);
  mqtt.setCallback(received);
}

void loop() {
  beat();
  if (mqtt.connected()) {
    mqtt.loop();
    delay(10);
    return;
  }
  if (up) {
    up = false;
    Serial.printf("MQTT connection lost: state %d\n", mqtt.state());
    secure.stop();
    delay(kSpacingMs);
  }
  connectOnce();
}
