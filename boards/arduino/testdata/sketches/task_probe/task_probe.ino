// Obeys one command a line on its UART: what tasks of FreeRTOS do. What FreeRTOS declares is there without an include.

#include <WiFi.h>
#include <WiFiClientSecure.h>

static String authority;
static volatile uint32_t loops = 0;
static QueueHandle_t numbers;
static QueueHandle_t sums;
static SemaphoreHandle_t mutex;
static SemaphoreHandle_t done;
static EventGroupHandle_t group;
static TaskHandle_t asker;
static volatile int counted = 0;
static portMUX_TYPE mux = portMUX_INITIALIZER_UNLOCKED;
static String word2;

void setup() {
  Serial.begin(115200);
  Serial.setTimeout(60000);
  done = xSemaphoreCreateCounting(16, 0);
  mutex = xSemaphoreCreateMutex();
}

// Waits until the tasks of the last command have ended, which they do after they have told of it.
void allGone() {
  while (uxTaskGetNumberOfTasks() > 1) delay(1);
  delay(10);
}

void loop() {
  String line = Serial.readStringUntil('\n');
  int blank = line.indexOf(' ');
  String name = blank < 0 ? line : line.substring(0, blank);
  word2 = blank < 0 ? String() : line.substring(blank + 1);
  if (name.length() == 0) return;
  allGone();
  if (!networkCommand(name) && !waitCommand(name) && !crashCommand(name) && !taskCommand(name)) {
    Serial.println("unknown command " + name);
  }
}
