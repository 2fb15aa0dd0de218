// Tasks that crash, that end, and what they cost.

__attribute__((noinline)) static int sink(int n) {
  volatile char frame[64];
  frame[n % 64] = n;
  return sink(n + 1) + frame[(n + 1) % 64];
}

static void crashTask(void *) {
  volatile intptr_t zero = 0;
  if (word2 == "store") {
    *(volatile int *)16 = 1;
  } else if (word2 == "abort") {
    abort();
  } else if (word2 == "overflow") {
    Serial.print(sink(0));
  } else if (word2 == "give") {
    xSemaphoreGive(mutex);
  } else if (word2 == "null") {
    xSemaphoreTake((SemaphoreHandle_t)zero, 0);
  }
}

// One crash a start: the task crashes, or returns.
bool crashCommand(const String &name) {
  if (name != "crash") return false;
  xSemaphoreTake(mutex, portMAX_DELAY);
  xTaskCreatePinnedToCore(crashTask, "crasher", 4096, NULL, 1, NULL, 0);
  delay(600000);
  return true;
}

static void idleTask(void *) {
  String kept("a text that is longer than what fits into the String itself, and lost");
  xSemaphoreGive(done);
  for (;;) delay(1000);
}

static void tickTask(void *) {
  TickType_t wake = xTaskGetTickCount(), first = wake;
  int inTime = xTaskDelayUntil(&wake, 6000);
  for (int i = 0; i < 5; i++) vTaskDelayUntil(&wake, 200);
  Serial.printf("ticks %u, in time %d, passed %d\n", wake - first, inTime, xTaskGetTickCount() - first >= 7000);
  wake -= 5000;
  Serial.printf("too late %d\n", xTaskDelayUntil(&wake, 200));
  xSemaphoreGive(done);
  vTaskSuspend(NULL);
  Serial.println("resumed");
  xSemaphoreGive(done);
  vTaskDelete(NULL);
}

static void heapOfStacks() {
  TaskHandle_t tasks[40];
  uint32_t before = ESP.getFreeHeap();
  int made = 0, result = pdPASS;
  while (made < 40 && (result = xTaskCreate(idleTask, "idle", 20000, NULL, 1, &tasks[made])) == pdPASS) made++;
  uint32_t each = (before - ESP.getFreeHeap()) / made;
  for (int i = 0; i < made; i++) xSemaphoreTake(done, portMAX_DELAY);
  int tooLarge = xTaskCreate(idleTask, "large", 200000, NULL, 1, NULL);
  for (int i = 0; i < made; i++) vTaskDelete(tasks[i]);
  allGone();
  int32_t lost = before - ESP.getFreeHeap();
  Serial.printf("heap: made %d, each %u, result %d, too large %d, lost %d\n", made, each, result, tooLarge, (int)lost);
}

static void lastTask(void *) {
  allGone();
  Serial.println("alone");
  ESP.restart();
}

bool taskCommand(const String &name) {
  if (name == "heap") {
    heapOfStacks();
  } else if (name == "ticks") {
    TaskHandle_t task;
    xTaskCreate(tickTask, "ticks", 4096, NULL, 1, &task);
    xSemaphoreTake(done, portMAX_DELAY);
    delay(200);
    Serial.printf("suspended %d\n", (int)uxSemaphoreGetCount(done));
    while (!xSemaphoreTake(done, 100)) vTaskResume(task);
  } else if (name == "quit") {
    xTaskCreate(lastTask, "last", 4096, NULL, 1, NULL);
    vTaskDelete(NULL);
  } else if (name == "restart") {
    ESP.restart();
  } else {
    return false;
  }
  return true;
}
