// Never called: the ways in which sketches write these calls must compile.

static const char pem[] = "";

void asking(HTTPClient &http) {
  http.setReuse(true);
  http.useHTTP10();
  http.setTimeout(5000);
  http.setUserAgent("bench/1");
  http.setUserAgent(String("bench/1"));
  http.setAuthorization("user", "password");
  http.setAuthorization("dXNlcjpwYXNzd29yZA==");
  http.setAuthorizationType("Bearer");
  http.setFollowRedirects(HTTPC_STRICT_FOLLOW_REDIRECTS);
  http.setRedirectLimit(3);
  http.addHeader("Content-Type", "application/json");
  http.addHeader(F("X-One"), String(1), true, false);
  const char *names[] = {"ETag", "Date"};
  http.collectHeaders(names, sizeof(names) / sizeof(names[0]));
  uint8_t bytes[4] = {};
  StreamString stream;
  http.GET();
  http.POST("{}");
  http.POST(String("{}"));
  http.POST(bytes, sizeof(bytes));
  http.PUT("{}");
  http.PUT(bytes, sizeof(bytes));
  http.PATCH("{}");
  http.DELETE();
  http.sendRequest("OPTIONS");
  http.sendRequest("REPORT", "{}");
  http.sendRequest("REPORT", bytes, sizeof(bytes));
  http.sendRequest("REPORT", &stream);
  http.sendRequest("REPORT", &stream, 4);
}

void answering(HTTPClient &http) {
  int code = http.GET();
  if (code == HTTP_CODE_OK || code == HTTP_CODE_MOVED_PERMANENTLY) {
    const String &text = http.getString();
    Serial.println(text);
  } else if (code == HTTPC_ERROR_CONNECTION_REFUSED || code == HTTPC_ERROR_READ_TIMEOUT) {
    Serial.printf("failed, error: %s\n", http.errorToString(code).c_str());
    Serial.println(HTTPClient::errorToString(code));
  }
  int left = http.getSize();
  uint8_t block[128] = {};
  WiFiClient *stream = http.getStreamPtr();
  while (http.connected() && (left > 0 || left == -1)) {
    size_t size = stream->available();
    if (size) {
      int count = stream->readBytes(block, (size > sizeof(block)) ? sizeof(block) : size);
      Serial.write(block, count);
      if (left > 0) left -= count;
    }
    delay(1);
  }
  WiFiClient &same = http.getStream();
  same.stop();
  http.writeToStream(&Serial);
  for (int i = 0; i < http.headers(); i++) Serial.println(http.headerName(i) + ": " + http.header(i));
  if (http.hasHeader("ETag")) Serial.println(http.header("ETag"));
  Serial.println(http.getLocation());
  http.end();
}

#ifdef ESP8266

void beginning(HTTPClient &http) {
  std::unique_ptr<BearSSL::WiFiClientSecure> client(new BearSSL::WiFiClientSecure);
  client->setInsecure();
  http.begin(*client, "https://host/path");
  http.begin(*client, String("https://host/path"));
  http.begin(*client, F("https://host/path"));
  http.begin(plain, "host", 80);
  http.begin(plain, "host", 443, "/path", true);
  http.collectHeaders("ETag", "Date");
}

#else

void beginning(HTTPClient &http) {
  std::unique_ptr<WiFiClientSecure> client(new WiFiClientSecure);
  client->setInsecure();
  http.setConnectTimeout(1000);
  http.begin(*client, "https://host/path");
  http.begin(plain, String("http://host/path"));
  http.begin(plain, "host", 80);
  http.begin(*client, "host", 443, "/path", true);
  http.begin("http://host/path");
  http.begin(String("http://host/path"));
  http.begin("https://host/path", pem);
  http.begin("host", 80);
  http.begin("host", 80, "/path");
  http.begin("host", 443, "/path", pem);
  http.begin("host", 443, "/path", pem, pem, pem);
}

// The secure client's own calls.
void securing() {
  WiFiClientSecure *client = new WiFiClientSecure();
  client->setCACert(pem);
  client->setCertificate(pem);
  client->setPrivateKey(pem);
  client->setPreSharedKey("identity", "00ff");
  client->setHandshakeTimeout(10);
  client->setTimeout(10);
  StreamString stream;
  client->loadCACert(stream, 4);
  client->connect("host", 443);
  client->connect(IPAddress(10, 0, 0, 1), 443, 5000);
  client->connect("host", 443, pem, pem, pem);
  client->connect(IPAddress(10, 0, 0, 1), 443, "host", pem, pem, pem);
  client->println("GET /");
  while (client->connected()) {
    String line = client->readStringUntil('\n');
    if (line == "\r") break;
  }
  while (client->available()) Serial.write((char)client->read());
  const mbedtls_x509_crt *peer = client->getPeerCertificate();
  char text[1024];
  mbedtls_x509_crt_info(text, sizeof(text), "", peer);
  client->verify("00", "host");
  client->stop();
  delete client;
}

#endif
