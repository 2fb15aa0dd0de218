// The same GET as tls_check_get, with the control flow of the article it comes from: "Demo 29: How to use HTTPS in
// Arduino ESP32" (iotsharing.com). Its bugs are kept, for Benchtrial to find:
//
//   - the wait for the first byte has no end: a server that takes the request and says nothing holds the board for ever;
//   - the first moment at which nothing is there is taken for the end of the reply.
//
// known_failures.yaml beside this file names the specs that find them.

#include <WiFi.h>
#include <WiFiClientSecure.h>

#include "bench_config.h"

WiFiClientSecure client;

void setup() {
  Serial.begin(115200);
  WiFi.begin(BENCH_WIFI_SSID, BENCH_WIFI_PASSWORD);
  while (WiFi.status() != WL_CONNECTED) {
    Serial.print(".");
    delay(100);
  }
  Serial.println("Connected to the network");

  client.setCACert(BENCH_CA);
  if (!client.connect(BENCH_HOST, BENCH_PORT)) {
    Serial.println("Connection failed!");
  } else {
    Serial.println("Connected to server!");
    client.println("GET https://" BENCH_HOST "/a/check HTTP/1.0");
    client.println("Host: " BENCH_HOST);
    client.println("Connection: close");
    client.println();

    Serial.print("Waiting for response ");
    while (!client.available()) {
      delay(50);
      Serial.print(".");
    }
    while (client.available()) {
      char c = client.read();
      Serial.write(c);
    }
    if (!client.connected()) {
      Serial.println();
      Serial.println("Server disconnected");
      client.stop();
    }
  }
}

void loop() { delay(1000); }
