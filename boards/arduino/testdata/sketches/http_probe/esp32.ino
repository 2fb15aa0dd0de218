// What the ESP32's own libraries offer besides HTTPClient.
#ifndef ESP8266

static WiFiMulti networks;
static WiFiClientSecure *client = new WiFiClientSecure();
static String text;

bool chipCommand(const String &name, const String &argument) {
  return multiCommand(name) || storageCommand(name) || hashCommand(name) || sourceCommand(name, argument) || sessionCommand(name, argument);
}

bool multiCommand(const String &name) {
  if (name == "multi") {
    WiFi.disconnect();
    Serial.printf("none %d\n", networks.run() == WL_NO_SSID_AVAIL);
    Serial.printf("bench %d\n", networks.addAP("bench", "password"));
    Serial.printf("open %d\n", networks.addAP("open"));
    Serial.printf("nameless %d\n", networks.addAP("", "x"));
    WiFi.mode(WIFI_STA);
    bool joined = networks.run() == WL_CONNECTED;
    Serial.printf("joined %d %s\n", joined, WiFi.SSID().c_str());
    Serial.printf("again %d\n", networks.run() == WL_CONNECTED);
  } else {
    return false;
  }
  return true;
}

// One connection with TLS over the bench's network.
bool sourceCommand(const String &name, const String &argument) {
  if (name == "bundle") {
    // Hex digits: a line of the console holds no zeros.
    static uint8_t bytes[4096];
    size_t size = argument.length() / 2;
    for (size_t i = 0; i < size; i++) bytes[i] = strtoul(argument.substring(2 * i, 2 * i + 2).c_str(), nullptr, 16);
#if ESP_ARDUINO_VERSION_MAJOR >= 3
    client->setCACertBundle(bytes, size);
#else
    client->setCACertBundle(bytes);
#endif
#if ESP_ARDUINO_VERSION_MAJOR >= 3
  } else if (name == "builtin") {
    client->useBuiltinCACertBundle();
  } else if (name == "plainstart") {
    client->setPlainStart();
  } else if (name == "startTLS") {
    bool before = client->stillInPlainStart();
    Serial.printf("plain %d TLS %d", before, client->startTLS());
    Serial.printf(" plain %d\n", client->stillInPlainStart());
#endif
  } else if (name == "clientca") {
    text = block(argument);
    client->setCACert(text.c_str());
  } else if (name == "insecure") {
    client->setInsecure();
  } else if (name == "psk") {
    text = argument;
    client->setPreSharedKey("bench", text.c_str());
  } else {
    return false;
  }
  return true;
}

bool sessionCommand(const String &name, String argument) {
  if (name == "connect") {
    String host = word1(argument);
    int result = client->connect(host.c_str(), argument.toInt());
    char reason[100];
    int error = client->lastError(reason, sizeof(reason));
    Serial.printf("connect %d error %d\n", result, error);
  } else if (name == "say") {
    Serial.printf("said %u\n", (unsigned)client->print(argument + "\n"));
  } else if (name == "hear") {
    client->Stream::setTimeout(5000);
    Serial.println("heard [" + client->readStringUntil('\n') + "]");
  } else if (name == "peer") {
    const mbedtls_x509_crt *peer = client->getPeerCertificate();
    char subject[100] = "";
    if (peer) mbedtls_x509_dn_gets(subject, sizeof(subject), &peer->subject);
    uint8_t fingerprint[32];
    Serial.printf("peer [%s] %d\n", subject, client->getFingerprintSHA256(fingerprint));
  } else if (name == "trustfirst") {
    trustFirst();
  } else if (name == "stop") {
    client->stop();
  } else {
    return false;
  }
  return true;
}

// Trusts the fingerprint that was seen first.
void trustFirst() {
  uint8_t now[32], first[32];
  Preferences preferences;
  client->getFingerprintSHA256(now);
  preferences.begin("tofu", false);
  if (preferences.getBytesLength("fp") == sizeof(first) && preferences.getBytes("fp", first, sizeof(first))) {
    Serial.println(memcmp(first, now, sizeof(now)) == 0 ? "known" : "another");
  } else {
    Serial.printf("first, kept %u\n", (unsigned)preferences.putBytes("fp", now, sizeof(now)));
  }
  preferences.end();
}

#else

bool chipCommand(const String &, const String &) { return false; }

#endif
