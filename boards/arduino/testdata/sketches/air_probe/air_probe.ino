// Tells what it sees of its Wi-Fi, and of a connection over it. One command a line.

#if defined(ESP8266)
#include <ESP8266WiFi.h>
static WiFiEventHandler lost, found;
#else
#include <WiFi.h>
#endif

static WiFiClient client;

static void listen() {
#if defined(ESP8266)
  lost = WiFi.onStationModeDisconnected(
      [](const WiFiEventStationModeDisconnected &event) { Serial.printf("event lost %d\n", event.reason); });
  found = WiFi.onStationModeGotIP([](const WiFiEventStationModeGotIP &) { Serial.printf("event found\n"); });
#else
  WiFi.onEvent([](WiFiEvent_t, WiFiEventInfo_t info) { Serial.printf("event lost %d\n", info.wifi_sta_disconnected.reason); },
               ARDUINO_EVENT_WIFI_STA_DISCONNECTED);
  WiFi.onEvent([](WiFiEvent_t, WiFiEventInfo_t) { Serial.printf("event found\n"); }, ARDUINO_EVENT_WIFI_STA_GOT_IP);
#endif
}

// Waits until the state is the one that is asked for, at most a minute.
static void await(int state) {
  for (unsigned long start = millis(); WiFi.status() != state && millis() - start < 60000;) delay(10);
  Serial.printf("status %d at %s\n", WiFi.status(), WiFi.localIP().toString().c_str());
}

static void dial(const String &argument) {
  int colon = argument.indexOf(':');
  IPAddress address;
  address.fromString(argument.substring(0, colon));
  unsigned long start = millis();
  int result = client.connect(address, argument.substring(colon + 1).toInt());
  Serial.printf("dial %d, at once: %d\n", result, millis() - start < 1000);
}

static void hear() {
  client.setTimeout(1000);
  String text = client.readStringUntil('\n');
  Serial.printf("heard [%s] connected %d\n", text.c_str(), client.connected());
}

// Writes until nothing is taken any more.
static void fill() {
  static uint8_t block[1024];
  size_t taken = 0;
  client.setTimeout(1000);
  for (int i = 0; i < 64; i++) {
    size_t n = client.write(block, sizeof(block));
    taken += n;
    if (n < sizeof(block)) break;
  }
  Serial.printf("took %u\n", (unsigned)taken);
}

void setup() {
  Serial.begin(115200);
  Serial.setTimeout(60000);
  listen();
}

void loop() {
  if (!Serial.available()) {
    delay(1);
    return;
  }
  String argument = Serial.readStringUntil('\n');
  int blank = argument.indexOf(' ');
  String name = blank < 0 ? argument : argument.substring(0, blank);
  argument = blank < 0 ? String() : argument.substring(blank + 1);
  if (name == "begin") WiFi.begin("bench", "password");
  if (name == "stay") WiFi.setAutoReconnect(false);
  if (name == "await") await(argument.toInt());
  if (name == "dial") dial(argument);
  if (name == "hear") hear();
  if (name == "fill") fill();
  if (name == "say") Serial.printf("said %u\n", (unsigned)client.print(argument));
  if (name == "resolve") {
    IPAddress address;
    Serial.printf("resolved %d\n", WiFi.hostByName(argument.c_str(), address) == 1);
  }
}
