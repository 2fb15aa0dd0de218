// Deep sleep, what lasts over it, timers and MD5, one command a line on the UART. One sketch for all chips.

#include <MD5Builder.h>
#include <StreamString.h>
#include <Ticker.h>
#include <sys/time.h>
#ifdef ESP8266
#include <ESP8266WiFi.h>
#else
#include <WiFi.h>
#include <WiFiClientSecure.h>
#endif

void setup() {
  Serial.begin(115200);
  Serial.setTimeout(60000);
}

void loop() {
  String line = Serial.readStringUntil('\n');
  if (line.length() == 0) return;
  int blank = line.indexOf(' ');
  String name = blank < 0 ? line : line.substring(0, blank);
  uint64_t number = blank < 0 ? 0 : strtoull(line.c_str() + blank + 1, nullptr, 10);
  if (name == "restart") ESP.restart();
  if (name == "abort") abort();
  if (!sleepCommand(name, number) && !tickerCommand(name, number) && !md5Command(name)) {
    Serial.println("unknown command " + name);
  }
}
