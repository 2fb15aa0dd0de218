// What libraries and sketches for this chip include and call.

#include <EEPROM.h>
#include <ESP8266WiFiMulti.h>
#include <Hash.h>
#include <PolledTimeout.h>
#include <StackThunk.h>
#include <WiFiUdp.h>
#include <base64.h>
#include <libb64/cencode.h>

#ifndef wificlientbearssl_h
#error "libraries tell this client from axTLS's by its guard"
#endif
#ifdef wificlientsecure_h
#error "libraries take this for axTLS's client"
#endif
#ifndef CORE_HAS_LIBB64
#error "libraries ask for this"
#endif

static WiFiUDP udp;
extern BearSSL::WiFiClientSecure *client;

bool libraryCommand(const String &name, String argument) {
  if (name == "hash") {
    char text[64];
    base64_encode_chars(argument.c_str(), argument.length(), text);
    Serial.println(sha1(argument) + " " + text + " " + base64::encode(argument) + " " + String(crc32(argument.c_str(), argument.length(), ~0u), HEX));
  } else if (name == "lines") {
    String bytes;
    while (bytes.length() < 60) bytes += 'a';
    Serial.printf("line ends at %d\n", base64::encode(bytes, true).indexOf('\n'));
  } else if (name == "random") {
    uint32_t first = RANDOM_REG32, second = RANDOM_REG32, third = ESP.random();
    Serial.printf("all equal: %d\n", first == second && second == third);
  } else if (name == "timeout") {
    esp8266::polledTimeout::oneShot once(100);
    esp8266::polledTimeout::periodic every(100);
    bool early = once || every;
    delay(350);
    Serial.printf("early %d, once %d", early, (bool)once);
    Serial.printf(" %d, every %d", (bool)once, (bool)every);
    Serial.printf(" %d", (bool)every);
    once.resetToNeverExpires();
    delay(100);
    Serial.printf(", never %d, every %d\n", (bool)once, (bool)every);
  } else if (name == "eeprom") {
    EEPROM.begin(64);
    EEPROM.put(60, 0x12345678);
    EEPROM.put(61, 0xffffffff);
    EEPROM.write(64, 1);
    int value = 0;
    EEPROM.get(60, value);
    bool kept = EEPROM.end();
    EEPROM.begin(128);
    Serial.printf("eeprom %x kept %d then %02x %02x outside %d\n", value, kept, EEPROM.read(60), EEPROM.read(100), EEPROM.read(128));
  } else if (name == "multi") {
    ESP8266WiFiMulti networks;
    Serial.printf("none %d, ", networks.run());
    Serial.printf("add %d %d, ", networks.addAP(""), networks.addAP("bench", "password"));
    Serial.printf("run %d", networks.run());
    Serial.printf(", again %d\n", networks.run());
  } else if (name == "udp") {
    String host = word1(argument);
    Serial.printf("begin %d ", udp.begin(0));
    Serial.printf("from %d, ", udp.localPort() > 0);
    udp.beginPacket(host.c_str(), argument.toInt());
    udp.print("ping");
    Serial.printf("sent %d, ", udp.endPacket());
    int size = 0;
    for (unsigned long start = millis(); size == 0 && millis() - start < 5000; size = udp.parsePacket()) yield();
    Serial.printf("got %d [%s] from %s\n", size, udp.readString().c_str(), udp.remoteIP().toString().c_str());
  } else if (name == "clients") {
    BearSSL::WiFiClientSecure second(*client);
    std::unique_ptr<WiFiClient> third = second.clone();
    Serial.printf("clients %u, third connected %d\n", stack_thunk_get_refcnt(), third->connected());
  } else {
    return false;
  }
  return true;
}
