// The same POST as token_post, with the control flow of the article it comes from: "Using TLS to POST from ESP-32 to
// a Cloudflare service" (David G. Simmons, 2022). Its two bugs are kept, for Benchtrial to find:
//
//   - the count of tries is looked at before the connection is: a success on the last attempt is thrown away;
//   - the first read that finds nothing is taken for the end of the reply, so a reply with a pause in it is cut.
//
// known_failures.yaml beside this file names the specs that find them.

#include <WiFi.h>
#include <WiFiClientSecure.h>

#include "bench_config.h"

static void post(const String &body) {
  WiFiClientSecure *client = new WiFiClientSecure;
  client->setCACert(BENCH_CA);

  Serial.print("[HTTP] POST...\n");
  client->connect(BENCH_HOST, BENCH_PORT);
  int tries = 0;
  while (!client->connected()) {
    Serial.printf("*** Can't connect. ***\n-------\n");
    delay(500);
    Serial.print(".");
    client->connect(BENCH_HOST, BENCH_PORT);
    tries++;
    if (tries > 10) {
      return;
    }
  }
  Serial.printf("Connected!\n-------\n");

  client->print("POST /oauth/token HTTP/1.0\r\n");
  client->print("Host: " BENCH_HOST "\r\n");
  client->print("User-Agent: ESP8266\r\n");
  client->print("Content-Length: ");
  client->print(body.length());
  client->print("\r\n");
  client->print("Content-Type: application/json\r\n");
  client->print("Accept-encoding: *\r\n");
  client->print("\r\n");
  client->print(body);

  uint32_t limit = millis() + 10000;
  if (client->connected()) {
    Serial.println("Reading response ...");
    do {
      if (client->available() > 0) break;
      Serial.print(".");
      delay(500);
    } while (millis() < limit);
    Serial.println();

    limit = millis() + 5000;
    do {
      char block[512];
      memset(block, 0, sizeof(block));
      int length = client->read((uint8_t *)block, sizeof(block) - 1);
      if (length < 0) break;
      Serial.print(block);
    } while (millis() < limit);
    Serial.println("Finished reading");
  }
  client->stop();
  Serial.printf("\nDone!\n-------\n\n");
}

void setup() {
  Serial.begin(115200);
  WiFi.begin(BENCH_WIFI_SSID, BENCH_WIFI_PASSWORD);
  while (WiFi.status() != WL_CONNECTED) delay(100);
  post(BENCH_BODY);
}

void loop() { delay(1000); }
