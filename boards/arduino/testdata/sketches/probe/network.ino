// A network client by remote control. Texts with more than a line (PEM) follow their command, whose argument is their length.

static WiFiClientSecure *client = new WiFiClientSecure();
static WiFiClient plain;
static String ca, certificate, key;

bool wifiCommand(const String &name, const String &argument) {
  if (name == "wifi") {
    WiFi.onEvent([](WiFiEvent_t event, WiFiEventInfo_t) { Serial.printf("event %d\n", event); }, ARDUINO_EVENT_WIFI_STA_GOT_IP);
    WiFi.begin("bench", "password");
    bool atOnce = WiFi.status() == WL_CONNECTED;
    int result = WiFi.waitForConnectResult();
    Serial.printf("at once %d, then %d, ip %s\n", atOnce, result, WiFi.localIP().toString().c_str());
  } else if (name == "lookup") {
    IPAddress address;
    unsigned long start = millis();
    bool found = WiFi.hostByName(argument.c_str(), address) == 1;
    Serial.printf("found %d %s, more than 6 s: %d\n", found, address.toString().c_str(), millis() - start > 6000);
  } else {
    return false;
  }
  return true;
}

bool trustCommand(const String &name, const String &argument) {
  if (name == "ca") {
    ca = block(argument);
    client->setCACert(ca.c_str());
  } else if (name == "cert") {
    certificate = block(argument);
    client->setCertificate(certificate.c_str());
  } else if (name == "key") {
    key = block(argument);
    client->setPrivateKey(key.c_str());
  } else if (name == "insecure") {
    client->setInsecure();
  } else if (name == "psk") {
    client->setPreSharedKey("identity", argument.c_str());
    key = argument;
    client->setPreSharedKey("identity", key.c_str());
  } else if (name == "alpn") {
    static const char *protocols[] = {"http/1.1", "x", nullptr};
    client->setAlpnProtocols(protocols);
  } else if (name == "limit") {
    client->setHandshakeTimeout(argument.toInt());
  } else {
    return false;
  }
  return true;
}

bool sessionCommand(const String &name, String argument) {
  if (name == "connect" || name == "connectip") {
    String host = word1(argument);
    uint16_t port = argument.toInt();
    IPAddress address;
    address.fromString(host);
    unsigned long start = millis();
    int result = name == "connect" ? client->connect(host.c_str(), port) : client->connect(address, port);
    unsigned long took = millis() - start;
    char text[100];
    int error = client->lastError(text, sizeof(text));
    Serial.printf("connect %d error %d, %lu s\n", result, error, took / 1000);
  } else if (name == "await") {
    // Until something can be read, or ten seconds.
    unsigned long start = millis();
    int count = client->available();
    for (; count == 0 && millis() - start < 10000; count = client->available()) delay(1);
    Serial.printf("available %d\n", count);
  } else if (name == "awaitend") {
    // Until the peer's close has arrived, which a look at the socket does not take in.
    pollfd input = {client->fd(), POLLIN, 0};
    poll(&input, 1, 10000);
  } else if (name == "poll") {
    char byte;
    Serial.printf("available %d", client->available());
    Serial.printf(" read %d", client->read((uint8_t *)&byte, 1));
    Serial.printf(" one %d", client->read());
    Serial.printf(" connected %d\n", client->connected());
  } else if (name == "read") {
    static uint8_t buffer[20000];
    int count = client->read(buffer, argument.toInt());
    Serial.printf("read %d [%.*s]\n", count, count > 0 && count < 100 ? count : 0, (const char *)buffer);
  } else if (name == "peek") {
    Serial.printf("peek %d\n", client->peek());
  } else if (name == "write") {
    String text;
    long count = argument.toInt();
    text.reserve(count);
    while ((long)text.length() < count) text += (char)('a' + text.length() % 26);
    Serial.printf("wrote %u\n", (unsigned)client->write((const uint8_t *)text.c_str(), text.length()));
  } else if (name == "say") {
    client->println(argument);
  } else if (name == "verify") {
    String fingerprint = word1(argument);
    Serial.printf("verify %d\n", client->verify(fingerprint.c_str(), argument.length() ? argument.c_str() : nullptr));
  } else if (name == "heap") {
    Serial.printf("heap %u lowest %u stack %u\n", ESP.getFreeHeap(), ESP.getMinFreeHeap(), uxTaskGetStackHighWaterMark(NULL));
  } else if (name == "stop") {
    client->stop();
    Serial.printf("connected %d write %u\n", client->connected(), (unsigned)client->write((uint8_t)'x'));
  } else if (name == "renew") {
    delete client;
    client = new WiFiClientSecure();
  } else {
    return false;
  }
  return true;
}

bool plainCommand(const String &name, String argument) {
  if (name == "plain") {
    String host = word1(argument);
    Serial.printf("plain %d\n", plain.connect(host.c_str(), argument.toInt()));
  } else if (name == "plainline") {
    plain.println(argument);
    plain.Stream::setTimeout(5000);
    Serial.println("reply [" + plain.readStringUntil('\n') + "]");
  } else if (name == "plainend") {
    unsigned long start = millis();
    while (plain.connected() && millis() - start < 10000) delay(1);
    uint8_t byte;
    Serial.printf("connected %d read %d", plain.connected(), plain.read(&byte, 1));
    plain.stop();
    Serial.printf(" after stop %d %d\n", plain.connected(), plain.read(&byte, 1));
  } else {
    return false;
  }
  return true;
}
