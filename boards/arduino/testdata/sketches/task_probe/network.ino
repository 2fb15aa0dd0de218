// A task that joins the network and meets a server by TLS, while loop() counts.

static void connectTask(void *port) {
  WiFi.begin("bench", "benchpass");
  while (WiFi.status() != WL_CONNECTED) vTaskDelay(pdMS_TO_TICKS(10));
  {
    WiFiClientSecure client;
    client.setCACert(authority.c_str());
    int connected = client.connect("api.bench.test", (int)(intptr_t)port);
    client.print("hello\n");
    Serial.printf("task on core %d: connect %d, answer %s\n", xPortGetCoreID(), connected, client.readStringUntil('\n').c_str());
  }
  Serial.printf("stack left %d\n", uxTaskGetStackHighWaterMark(NULL) > 0 && uxTaskGetStackHighWaterMark(NULL) < 10240);
  xSemaphoreGive(done);
  vTaskDelete(NULL);
}

bool networkCommand(const String &name) {
  if (name == "ca") {
    authority = "";
    for (long left = word2.toInt(); left > 0; left--) {
      char c;
      if (Serial.readBytes(&c, 1) == 1) authority += c;
    }
  } else if (name == "connect") {
    // Two at the same time, on both cores.
    void *port = (void *)(intptr_t)word2.toInt();
    xTaskCreatePinnedToCore(connectTask, "first", 10240, port, 1, NULL, 0);
    xTaskCreatePinnedToCore(connectTask, "second", 10240, port, 1, NULL, 1);
    for (int ended = 0; ended < 2; loops++) {
      ended += xSemaphoreTake(done, 0);
      delay(1);
    }
    Serial.printf("loop() counted meanwhile: %d\n", loops > 2);
  } else if (name == "events") {
    // The event comes while loop() waits for what its callback gives.
    group = xEventGroupCreate();
    WiFi.onEvent([](WiFiEvent_t, WiFiEventInfo_t) { xEventGroupSetBits(group, 1); }, ARDUINO_EVENT_WIFI_STA_GOT_IP);
    WiFi.begin("bench", "benchpass");
    EventBits_t bits = xEventGroupWaitBits(group, 1, pdTRUE, pdTRUE, pdMS_TO_TICKS(60000));
    Serial.printf("event bits %u, left %u\n", bits, xEventGroupGetBits(group));
  } else {
    return false;
  }
  return true;
}
