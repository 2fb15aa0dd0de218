// A TLS client by remote control.

BearSSL::WiFiClientSecure *client = new BearSSL::WiFiClientSecure();
static std::unique_ptr<X509List> anchors, chain;
static std::unique_ptr<PublicKey> knownKey;
static std::unique_ptr<PrivateKey> ownKey;
static Session session;

bool trustCommand(const String &name, const String &argument) {
  if (name == "ca") {
    anchors.reset(new X509List(block(argument).c_str()));
    Serial.printf("anchors %u\n", (unsigned)anchors->getCount());
    client->setTrustAnchors(anchors.get());
  } else if (name == "addca") {
    Serial.printf("append %d anchors %u\n", anchors->append(block(argument).c_str()), (unsigned)anchors->getCount());
  } else if (name == "insecure") {
    client->setInsecure();
  } else if (name == "selfsigned") {
    client->allowSelfSignedCerts();
  } else if (name == "fingerprint") {
    Serial.printf("fingerprint %d\n", client->setFingerprint(argument.c_str()));
  } else if (name == "knownkey") {
    knownKey.reset(new PublicKey(block(argument).c_str()));
    Serial.printf("key rsa %d ec %d\n", knownKey->isRSA(), knownKey->isEC());
    client->setKnownKey(knownKey.get());
  } else if (name == "cert") {
    chain.reset(new X509List(block(argument).c_str()));
  } else if (name == "key") {
    ownKey.reset(new PrivateKey(block(argument).c_str()));
    if (ownKey->isEC()) {
      client->setClientECCert(chain.get(), ownKey.get(), BR_KEYTYPE_SIGN, BR_KEYTYPE_EC);
    } else {
      client->setClientRSACert(chain.get(), ownKey.get());
    }
  } else {
    return false;
  }
  return true;
}

bool settingCommand(const String &name, String argument) {
  if (name == "x509time") {
    client->setX509Time(argument.toInt());
  } else if (name == "buffers") {
    String receive = word1(argument);
    client->setBufferSizes(receive.toInt(), argument.toInt());
  } else if (name == "session") {
    client->setSession(&session);
  } else if (name == "lesssecure") {
    Serial.printf("suites %d\n", client->setCiphersLessSecure());
  } else if (name == "versions") {
    String oldest = word1(argument);
    Serial.printf("versions %d\n", client->setSSLVersion(oldest.toInt(), argument.toInt()));
  } else if (name == "mfln") {
    Serial.printf("mfln %d\n", client->getMFLNStatus());
  } else if (name == "probe") {
    String host = word1(argument);
    String port = word1(argument);
    Serial.printf("probe %d\n", WiFiClientSecure::probeMaxFragmentLength(host, port.toInt(), argument.toInt()));
  } else if (name == "renew") {
    delete client;
    client = new WiFiClientSecure();
  } else {
    return false;
  }
  return true;
}

bool sessionCommand(const String &name, String argument) {
  if (name == "connect" || name == "connectip") {
    String host = word1(argument);
    IPAddress address;
    address.fromString(host);
    unsigned long start = millis();
    int result = name == "connect" ? client->connect(host, argument.toInt()) : client->connect(address, argument.toInt());
    unsigned long took = millis() - start;
    char text[100];
    int error = client->getLastSSLError(text, sizeof(text));
    Serial.printf("connect %d error %d, %lu s, %s\n", result, error, took / 1000, text);
  } else if (name == "await") {
    // Until something can be read, or ten seconds.
    int count = client->available();
    for (unsigned long start = millis(); count == 0 && millis() - start < 10000; count = client->available()) delay(1);
    Serial.printf("available %d\n", count);
  } else if (name == "awaitend") {
    for (unsigned long start = millis(); client->connected() && millis() - start < 10000;) delay(1);
  } else if (name == "finish") {
    // Reads to the end.
    uint8_t some[64];
    for (unsigned long start = millis(); client->connected() && millis() - start < 10000;) client->read(some, sizeof(some));
  } else if (name == "poll") {
    char byte;
    Serial.printf("available %d", client->available());
    Serial.printf(" read %d", client->read((uint8_t *)&byte, 1));
    Serial.printf(" one %d", client->read());
    Serial.printf(" peek %d", client->peek());
    Serial.printf(" connected %d error %d\n", client->connected(), client->getLastSSLError());
  } else if (name == "read") {
    static uint8_t buffer[20000];
    int count = client->read(buffer, argument.toInt());
    Serial.printf("read %d [%.*s]\n", count, count > 0 && count < 100 ? count : 0, (const char *)buffer);
  } else if (name == "write") {
    static uint8_t text[10000];
    for (size_t i = 0; i < sizeof(text); i++) text[i] = 'a' + i % 26;
    Serial.printf("wrote %u\n", (unsigned)client->write(text, argument.toInt()));
  } else if (name == "say") {
    client->println(argument);
  } else if (name == "state") {
    Serial.printf("state %d\n", client->status());
  } else if (name == "stop") {
    client->stop();
    Serial.printf("connected %d write %u\n", client->connected(), (unsigned)client->write((uint8_t)'x'));
  } else {
    return false;
  }
  return true;
}
