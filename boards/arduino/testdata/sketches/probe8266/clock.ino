// The board's calendar.

#include <coredecls.h>
#include <sys/time.h>

bool clockCommand(const String &name, String argument) {
  if (name == "time") {
    Serial.printf("since 1970: %lld s\n", (long long)time(nullptr));
  } else if (name == "clock") {
    timeval now = {argument.toInt(), 0};
    settimeofday(&now, nullptr);
  } else if (name == "ntp") {
    settimeofday_cb([](bool fromNetwork) { Serial.printf("clock set, from the network: %d\n", fromNetwork); });
    configTime("CET-1CEST,M3.5.0,M10.5.0/3", argument.c_str());
  } else if (name == "offset") {
    configTime(argument.toInt(), 0, "time.bench.test", "time2.bench.test");
  } else if (name == "synced") {
    unsigned long start = millis();
    while (time(nullptr) < 100000 && millis() - start < 300000) delay(100);
    time_t now = time(nullptr);
    tm local;
    localtime_r(&now, &local);
    Serial.printf("time %lld hour %d, more than 14 s: %d\n", (long long)now, local.tm_hour, millis() - start > 14000);
  } else {
    return false;
  }
  return true;
}
