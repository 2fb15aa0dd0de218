#ifdef ESP8266

bool sleepCommand(const String &name, uint64_t number) {
  uint32_t kept[2] = {0x12345678, (uint32_t)number};
  if (name == "sleep") {
    ESP.deepSleep(number);
  } else if (name == "instant") {
    ESP.deepSleepInstant(number, WAKE_RF_DEFAULT);
  } else if (name == "cause") {
    Serial.printf("%s, %d\n", ESP.getResetReason().c_str(), ESP.getResetInfoPtr()->reason == REASON_DEEP_SLEEP_AWAKE);
  } else if (name == "write") {
    Serial.printf("wrote %d\n", ESP.rtcUserMemoryWrite(126, kept, sizeof(kept)));
  } else if (name == "read") {
    kept[0] = kept[1] = 0;
    bool read = ESP.rtcUserMemoryRead(126, kept, sizeof(kept));
    Serial.printf("read %d %x %u\n", read, kept[0], kept[1]);
  } else if (name == "beyond") {
    Serial.printf("beyond %d", ESP.rtcUserMemoryRead(127, kept, sizeof(kept)));
    Serial.printf(" %d", ESP.rtcUserMemoryWrite(128, kept, 4));
    Serial.printf(" %d", ESP.rtcUserMemoryWrite(0xffffffff, kept, 4));
    Serial.printf(" %d\n", ESP.rtcUserMemoryRead(128, kept, 0));
  } else {
    return false;
  }
  return true;
}

#else

RTC_DATA_ATTR int wakes = 100;
RTC_DATA_ATTR char noted[8];
RTC_NOINIT_ATTR uint32_t uses;

bool sleepCommand(const String &name, uint64_t number) {
  if (name == "sleep") {
    Serial.printf("timer %d\n", esp_sleep_enable_timer_wakeup(number));
    esp_deep_sleep_start();
  } else if (name == "deep") {
    esp_deep_sleep(number);
  } else if (name == "good") {
    esp_sleep_enable_timer_wakeup(1);
    Serial.printf("off %d", esp_sleep_disable_wakeup_source(ESP_SLEEP_WAKEUP_TIMER));
    Serial.printf(" %d", esp_sleep_disable_wakeup_source(ESP_SLEEP_WAKEUP_TIMER) == ESP_ERR_INVALID_STATE);
    Serial.printf(" %d\n", esp_sleep_enable_timer_wakeup(1ULL << 60) == ESP_ERR_INVALID_ARG);
    esp_deep_sleep_start();
  } else if (name == "cause") {
    Serial.printf("timer %d", esp_sleep_get_wakeup_cause() == ESP_SLEEP_WAKEUP_TIMER);
    Serial.printf(", none %d", esp_sleep_get_wakeup_cause() == ESP_SLEEP_WAKEUP_UNDEFINED);
    Serial.printf(", reset %d\n", esp_reset_reason() == ESP_RST_DEEPSLEEP);
  } else if (name == "write") {
    wakes++;
    uses++;
    strcpy(noted, "noted");
  } else if (name == "read") {
    Serial.printf("read %d [%s] %u\n", wakes, noted, uses);
  } else if (name == "set") {
    timeval now = {(time_t)number, 0};
    settimeofday(&now, nullptr);
  } else if (name == "time") {
    Serial.printf("it is %lld\n", (long long)time(nullptr) / 10 * 10);
  } else {
    return false;
  }
  return true;
}

#endif
