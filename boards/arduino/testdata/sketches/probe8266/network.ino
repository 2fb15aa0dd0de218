// Wi-Fi, names, and TCP without TLS.

static WiFiClient plain;
static WiFiEventHandler gotIp;

bool wifiCommand(const String &name, const String &argument) {
  if (name == "wifi") {
    gotIp = WiFi.onStationModeGotIP([](const WiFiEventStationModeGotIP &event) { Serial.println("got " + event.ip.toString()); });
    WiFi.begin("bench", "password");
    bool atOnce = WiFi.status() == WL_CONNECTED;
    int result = WiFi.waitForConnectResult();
    Serial.printf("at once %d, then %d, ip %s\n", atOnce, result, WiFi.localIP().toString().c_str());
  } else if (name == "leave") {
    WiFi.disconnect();
    Serial.printf("left: status %d\n", WiFi.status());
  } else if (name == "lookup") {
    IPAddress address;
    int found = WiFi.hostByName(argument.c_str(), address);
    Serial.printf("found %d %s\n", found, address.toString().c_str());
  } else {
    return false;
  }
  return true;
}

bool plainCommand(const String &name, String argument) {
  if (name == "plain") {
    String host = word1(argument);
    Serial.printf("plain %d\n", plain.connect(host, argument.toInt()));
  } else if (name == "plainline") {
    plain.println(argument);
    Serial.printf("nothing yet: %d\n", plain.read((uint8_t *)nullptr, 0));
    Serial.println("reply [" + plain.readStringUntil('\n') + "]");
  } else if (name == "plainend") {
    for (unsigned long start = millis(); plain.connected() && millis() - start < 10000;) delay(1);
    uint8_t byte;
    Serial.printf("connected %d read %d one %d", plain.connected(), plain.read(&byte, 1), plain.read());
    plain.stop();
    Serial.printf(" after stop %d\n", plain.connected());
  } else {
    return false;
  }
  return true;
}
