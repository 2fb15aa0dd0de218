// Commands about time and memory.

// Nanoseconds of the host's clock, behind the board's back.
uint64_t wall() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

bool clockCommand(const String &name, const String &argument) {
  if (name == "delay") {
    uint64_t began = wall();
    unsigned long start = micros();
    delay(argument.toInt());
    Serial.printf("board %lu us, wall %llu us\n", micros() - start, (unsigned long long)(wall() - began) / 1000);
  } else if (name == "busy") {
    unsigned long start = micros();
    uint64_t end = wall() + argument.toInt() * 1000000ULL;
    while (wall() < end) {
    }
    Serial.printf("board %lu us\n", micros() - start);
  } else if (name == "time") {
    Serial.printf("since 1970: %ld s\n", (long)time(nullptr));
  } else if (name == "ntp") {
    configTzTime("CET-1CEST,M3.5.0,M10.5.0/3", argument.c_str());
  } else if (name == "localtime") {
    tm local;
    bool known = getLocalTime(&local);
    char text[20];
    strftime(text, sizeof(text), "%Y-%m-%d %H:%M", &local);
    Serial.printf("local time %d: %s\n", known, text);
  } else if (name == "log") {
    log_e("number %d", 7);
    log_w("not at this level");
  } else {
    return false;
  }
  return true;
}

bool heapCommand(const String &name, const String &argument) {
  if (name == "free") {
    Serial.printf("free %u of %u\n", ESP.getFreeHeap(), ESP.getHeapSize());
  } else if (name == "alloc") {
    size_t size = argument.toInt();
    uint32_t before = ESP.getFreeHeap();
    void *block = malloc(size);
    uint32_t with = ESP.getFreeHeap();
    Serial.printf("%s, took %u", block ? "block" : "null", before - with);
    free(block);
    Serial.printf(", returned %u, lowest %u\n", ESP.getFreeHeap() - with, ESP.getMinFreeHeap());
  } else if (name == "aligned") {
    void *block = nullptr;
    int result = posix_memalign(&block, 256, 100);
    Serial.printf("result %d, remainder %u\n", result, (unsigned)((uintptr_t)block % 256));
    free(block);
  } else if (name == "grow") {
    String text;
    unsigned long wanted = argument.toInt();
    while (text.length() < wanted && text.concat('x')) {
    }
    Serial.printf("length %u\n", text.length());
  } else if (name == "new") {
    char *block = new char[argument.toInt()];
    Serial.printf("%d\n", block[0]);
    delete[] block;
  } else {
    return false;
  }
  return true;
}
