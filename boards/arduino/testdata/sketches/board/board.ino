// Obeys one command a line: the board's clock, heap, identity, and every way to crash.

#include <WiFi.h>
#include <time.h>

static uint32_t depth = 0;

void setup() {
  Serial.begin(115200);
  Serial.setTimeout(60000);
}

void loop() {
  String line = Serial.readStringUntil('\n');
  int blank = line.indexOf(' ');
  String name = blank < 0 ? line : line.substring(0, blank);
  String argument = blank < 0 ? String() : line.substring(blank + 1);
  if (name.length() == 0) return;
  if (!clockCommand(name, argument) && !heapCommand(name, argument) && !crashCommand(name) && !boardCommand(name, argument)) {
    Serial.println("unknown command " + name);
  }
}

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

__attribute__((noinline)) int recurse(int n) {
  volatile char frame[100];
  frame[n % 100] = n;
  depth++;
  return recurse(n + 1) + frame[(n + 1) % 100];
}

__attribute__((noinline)) void smash() {
  char text[8];
  volatile size_t count = 40;
  memset(text, 'x', count);
  Serial.write(text[0]);
}

// The compiler must not see that the block is misused.
__attribute__((noinline)) void scribble(volatile char *at) { *at = 'x'; }

bool crashCommand(const String &name) {
  volatile int zero = 0;
  char *volatile block = nullptr;
  if (name == "load") {
    Serial.print(*(volatile int *)zero);
  } else if (name == "store") {
    *(volatile int *)16 = 1;
  } else if (name == "call") {
    ((void (*)())(uintptr_t)zero)();
  } else if (name == "divide") {
    Serial.print(7 / zero);
  } else if (name == "illegal") {
    __builtin_trap();
  } else if (name == "abort") {
    abort();
  } else if (name == "throw") {
    throw 1;
  } else if (name == "assert") {
    assert(zero == 1);
  } else if (name == "recurse") {
    Serial.print(recurse(0));
  } else if (name == "smash") {
    smash();
  } else if (name == "tail" || name == "head") {
    block = (char *)malloc(10);
    scribble(name == "tail" ? block + 10 : block - 1);
    free(block);
  } else if (name == "twice") {
    block = (char *)malloc(10);
    char *again = block;
    free(block);
    free(again);
  } else if (name == "restart") {
    ESP.restart();
  } else {
    return false;
  }
  return true;
}

bool boardCommand(const String &name, const String &argument) {
  if (name == "reason") {
    Serial.printf("reset reason %d\n", esp_reset_reason());
  } else if (name == "mac") {
    Serial.println(WiFi.macAddress() + " " + String(ESP.getEfuseMac(), HEX));
  } else if (name == "version") {
    Serial.printf("%d.%d.%d %s\n", ESP_ARDUINO_VERSION_MAJOR, ESP_ARDUINO_VERSION_MINOR, ESP_ARDUINO_VERSION_PATCH, ESP.getSdkVersion());
  } else if (name == "silent") {
    Serial.end();
    Serial.println("nobody hears this");
    Serial.begin(74880);
  } else if (name == "echo") {
    Serial.println(argument);
  } else {
    return false;
  }
  return true;
}
