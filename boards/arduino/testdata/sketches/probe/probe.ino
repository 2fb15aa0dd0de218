// Obeys one command a line on its UART, so that one program serves all tests of the platform.

#include <StreamString.h>
#include <WiFi.h>
#include <WiFiClientSecure.h>
#include <base64.h>
#include <poll.h>

void setup() {
  Serial.begin(115200);
  Serial.setTimeout(60000);
}

void loop() {
  String argument = Serial.readStringUntil('\n');
  String name = word1(argument);
  if (name.length() == 0) return;
  bool known = clockCommand(name, argument) || heapCommand(name, argument) || crashCommand(name) || boardCommand(name, argument) ||
               wifiCommand(name, argument) || enterpriseCommand(name) || trustCommand(name, argument) || sessionCommand(name, argument) ||
               plainCommand(name, argument);
  if (!known) Serial.println("unknown command " + name);
}

// The first word of text, which loses it.
String word1(String &text) {
  int blank = text.indexOf(' ');
  String first = blank < 0 ? text : text.substring(0, blank);
  text = blank < 0 ? String() : text.substring(blank + 1);
  return first;
}

String block(const String &argument) {
  String text;
  for (long left = argument.toInt(); left > 0; left--) {
    char c;
    if (Serial.readBytes(&c, 1) != 1) break;
    text += c;
  }
  return text;
}

bool boardCommand(const String &name, const String &argument) {
  if (name == "reason") {
    Serial.printf("reset reason %d\n", esp_reset_reason());
  } else if (name == "mac") {
    Serial.println(WiFi.macAddress() + " " + String(ESP.getEfuseMac(), HEX));
  } else if (name == "version") {
    Serial.printf("%d.%d.%d %s\n", ESP_ARDUINO_VERSION_MAJOR, ESP_ARDUINO_VERSION_MINOR, ESP_ARDUINO_VERSION_PATCH, ESP.getSdkVersion());
  } else if (name == "silent") {
    Serial.end();
    Serial.println("nobody hears this");
    Serial.begin(74880);
  } else if (name == "text") {
    showText();
  } else if (name == "echo") {
    Serial.println(argument);
  } else {
    return false;
  }
  return true;
}
