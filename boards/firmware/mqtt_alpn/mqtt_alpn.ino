// An MQTT client for a broker that shares its port with other protocols, as AWS IoT does on port 443: the ClientHello says
// by ALPN that MQTT with a client certificate is meant, or the broker turns the board away.
//
// It publishes that it is there once in each session, keeps the session, and makes a new one when it is lost.

#include <PubSubClient.h>
#include <WiFi.h>
#include <WiFiClientSecure.h>

#include "bench_config.h"

// The list has to live as long as the client: setAlpnProtocols() keeps the pointer.
static const char *kProtocols[] = {"x-amzn-mqtt-ca", nullptr};
static const uint32_t kSpacingMs = 3000;

static WiFiClientSecure tls;
static PubSubClient broker(tls);

// Makes a session, and says why where it cannot.
static bool openSession() {
  Serial.printf("heap: %u\n", (unsigned)ESP.getFreeHeap());
  if (broker.connect("benchtrial-alpn")) {
    Serial.println("session open");
    return true;
  }
  char why[100] = "";
  int error = tls.lastError(why, sizeof(why));
  Serial.printf("no session: %d, TLS %d %s\n", broker.state(), error, why);
  return false;
}

void setup() {
  Serial.begin(115200);
  WiFi.begin(BENCH_WIFI_SSID, BENCH_WIFI_PASSWORD);
  while (WiFi.status() != WL_CONNECTED) delay(100);
  tls.setAlpnProtocols(kProtocols);
  tls.setCACert(BENCH_CA);
  tls.setCertificate(BENCH_CLIENT_CERT);
  tls.setPrivateKey(BENCH_CLIENT_KEY);
  tls.setHandshakeTimeout(8);
  broker.setServer(BENCH_HOST, BENCH_PORT);
  broker.setKeepAlive(15);
}

void loop() {
  if (openSession()) {
    broker.publish("bench/here", "here");  // where it cannot, loop() finds out why
    while (broker.loop()) delay(10);
    Serial.printf("session lost: %d\n", broker.state());
  }
  tls.stop();
  delay(kSpacingMs);
}
