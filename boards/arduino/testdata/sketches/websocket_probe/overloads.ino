// Calls as sketches make them, for the compiler alone: nothing here is ever run.

void everyWebSocketCall() {
  static uint8_t bytes[] = {1, 2, 3};
  static char chars[] = "chars";
  String text = "text";
  WebSocketsClient client;
  client.onEvent([](WStype_t, uint8_t *, size_t) {});
  client.onEvent(heard);
  client.begin("host", 80);
  client.begin(text, 80, "/", "");
  client.begin(IPAddress(192, 168, 1, 2), 81, "/");
  client.beginSSL("host", 443);
  client.beginSSL("host", 443, "/", NULL);
  client.beginSSL(text, 443, text, text);
  client.beginSSL(text.c_str(), 443, "/", "AA BB");
  client.beginSslWithCA("host", 443, "/", "-----BEGIN CERTIFICATE-----");
  client.beginSslWithCA(text.c_str(), 443, "/", chars, "mqtt");
#if defined(ESP8266)
  BearSSL::X509List list("");
  BearSSL::PrivateKey key("");
  client.beginSSL("host", 443, "/", bytes);
  client.beginSslWithCA("host", 443, "/", &list);
  client.beginSslWithCA("host", 443, "/", new BearSSL::X509List(""), "protocol");
  client.setSSLClientCertKey(&list, &key);
#else
  client.beginSslWithBundle("host", 443, "/", bytes, sizeof(bytes), "");
#endif
  client.setReconnectInterval(5000);
  client.enableHeartbeat(15000, 3000, 2);
  client.disableHeartbeat();
  client.setAuthorization("user", "password");
  client.setAuthorization("dXNlcjpwYXNzd29yZA==");
  client.setExtraHeaders("Origin: bench\r\nX: y");
  client.setExtraHeaders();
  bool sent = client.sendTXT("text") && client.sendTXT(text) && client.sendTXT(chars) && client.sendTXT('c') &&
              client.sendTXT(bytes, sizeof(bytes)) && client.sendTXT(text.c_str(), 2) &&
              client.sendTXT(bytes, 3, true) && client.sendBIN(bytes, sizeof(bytes)) &&
              client.sendBIN((const uint8_t *)"x", 1) && client.sendBIN(bytes, 1, true) && client.sendPing() &&
              client.sendPing(bytes, 1) && client.sendPing(text);
  client.loop();
  DEBUG_WEBSOCKETS("connected %d\n", client.isConnected());
  if (!sent)
    client.disconnect();
}
