// Obeys one command a line on its UART, so that one program serves all tests of the ESP8266's platform. Texts with more than
// a line (PEM) follow their command, whose argument is their length.

#include <ESP8266WiFi.h>
#include <poll.h>

void setup() {
  Serial.begin(115200);
  Serial.setTimeout(60000);
}

void loop() {
  String argument = Serial.readStringUntil('\n');
  String name = word1(argument);
  if (name.length() == 0) return;
  bool known = boardCommand(name, argument) || crashCommand(name) || clockCommand(name, argument) ||
               wifiCommand(name, argument) || plainCommand(name, argument) || trustCommand(name, argument) ||
               settingCommand(name, argument) || sessionCommand(name, argument) || libraryCommand(name, argument) || fileCommand(name, argument) ||
               transferCommand(name);
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
    Serial.println("reset reason " + ESP.getResetReason() + ", info " + ESP.getResetInfo());
  } else if (name == "identity") {
    Serial.printf("%s %06x %s %s %d.%d.%d %u MHz\n", WiFi.macAddress().c_str(), ESP.getChipId(), WiFi.hostname().c_str(),
                  ESP.getCoreVersion().c_str(), ARDUINO_ESP8266_MAJOR, ARDUINO_ESP8266_MINOR, ARDUINO_ESP8266_REVISION,
                  ESP.getCpuFreqMHz());
  } else if (name == "echo") {
    Serial.println(argument);
  } else if (name == "heap") {
    Serial.printf("heap %u largest %u stack %u\n", ESP.getFreeHeap(), ESP.getMaxFreeBlockSize(), ESP.getFreeContStack());
  } else if (name == "alloc") {
    uint32_t before = ESP.getFreeHeap();
    void *bytes = malloc(argument.toInt());
    Serial.printf("%s, took %u\n", bytes ? "block" : "null", before - ESP.getFreeHeap());
    free(bytes);
  } else if (name == "restart") {
    ESP.restart();
  } else {
    return false;
  }
  return true;
}

// Every way to end that this chip has words for.
bool crashCommand(const String &name) {
  volatile intptr_t zero = 0;
  if (name == "load") {
    Serial.print(*(volatile int *)zero);
  } else if (name == "store") {
    *(volatile int *)16 = 1;
  } else if (name == "divide") {
    Serial.print(7 / zero);
  } else if (name == "abort") {
    abort();
  } else if (name == "assert") {
    assert(zero == 1);
  } else if (name == "oom") {
    char *volatile bytes = new char[100000];
    bytes[0] = 1;
  } else if (name == "hang") {
    while (zero == 0) {
    }
  } else if (name == "busywait") {
    for (unsigned long start = millis(); millis() - start < 3000;) {
    }
    Serial.println("3 s are allowed");
    yield();
    for (unsigned long start = millis(); millis() - start < 60000;) {
    }
  } else if (name == "yielding") {
    for (unsigned long start = millis(); millis() - start < 10000;) yield();
    Serial.println("yielded for 10 s");
  } else if (name == "unwatched") {
    ESP.wdtDisable();
    for (unsigned long start = millis(); millis() - start < 6000;) {
    }
    ESP.wdtEnable(0);
    Serial.println("not watched for 6 s");
  } else if (name == "longdelay") {
    delay(10000);
    Serial.println("delayed for 10 s");
  } else {
    return false;
  }
  return true;
}
