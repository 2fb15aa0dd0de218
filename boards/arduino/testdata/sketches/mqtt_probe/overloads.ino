// Calls as sketches make them, for the compiler alone: nothing here is ever run.

void everyMQTTCall() {
  static byte bytes[] = {10, 0, 0, 1};
  IPAddress address(10, 0, 0, 1);
  StreamString stream;
  auto callback = [](char *, byte *, unsigned int) {};
  PubSubClient none;
  PubSubClient list[] = {
      PubSubClient(plain),
      PubSubClient(address, 1883, plain),
      PubSubClient(address, 1883, plain, stream),
      PubSubClient(address, 1883, heard, plain),
      PubSubClient(address, 1883, callback, plain, stream),
      PubSubClient(bytes, 1883, plain),
      PubSubClient(bytes, 1883, plain, stream),
      PubSubClient(bytes, 1883, heard, plain),
      PubSubClient(bytes, 1883, callback, plain, stream),
      PubSubClient("host", 1883, secure),
      PubSubClient("host", 1883, secure, stream),
      PubSubClient("host", 1883, heard, secure),
      PubSubClient("host", 8883, callback, secure, stream),
  };
  PubSubClient &client = list[0];
  client.setServer("host", 1883).setCallback(heard).setClient(secure).setStream(stream);
  client.setServer(address, 1883).setKeepAlive(60).setSocketTimeout(5);
  client.setServer(bytes, 1883).setCallback(callback);
  client.setCallback(NULL);
  bool done = client.setBufferSize(512) && client.getBufferSize() == 512;
  done = client.connect("id") && client.connect("id", "user", "password") &&
         client.connect("id", "will", 0, true, "gone") && client.connect("id", NULL, NULL, "will", 1, false, "gone") &&
         client.connect("id", "user", "password", NULL, 0, false, NULL, false);
  done = client.publish("topic", "payload") && client.publish("topic", "payload", true) &&
         client.publish("topic", bytes, sizeof(bytes)) && client.publish("topic", bytes, 4, true) &&
         client.publish_P("topic", PSTR("payload"), false) && client.publish_P("topic", bytes, 4, true) &&
         client.beginPublish("topic", 2, false) && client.write('x') && client.write(bytes, 1) && client.print(1) &&
         client.endPublish() && client.subscribe("topic") && client.subscribe("topic", 1) &&
         client.unsubscribe("topic") && client.loop() && client.connected() && client.state() == MQTT_CONNECTED;
  none = PubSubClient(plain);
  if (done)
    none.disconnect();
}
