// Queues, mutexes, notifications and events between tasks.

struct Pair {
  int a, b;
};

static void addTask(void *) {
  Pair pair;
  while (xQueueReceive(numbers, &pair, portMAX_DELAY) && pair.a >= 0) {
    int sum = pair.a + pair.b;
    xQueueSend(sums, &sum, portMAX_DELAY);
  }
  xSemaphoreGive(done);
  vTaskDelete(NULL);
}

static void queues() {
  numbers = xQueueCreate(2, sizeof(Pair));
  sums = xQueueCreate(64, sizeof(int));
  xTaskCreate(addTask, "add", 2048, NULL, 1, NULL);
  for (int i = 0; i < 40; i++) {
    Pair pair = {i, 100};
    xQueueSend(numbers, &pair, portMAX_DELAY);
  }
  Pair last = {-1, 0};
  xQueueSend(numbers, &last, portMAX_DELAY);
  xSemaphoreTake(done, portMAX_DELAY);
  int sum = 0, inOrder = 0, peeked = 0;
  xQueuePeek(sums, &peeked, 0);
  int waiting = uxQueueMessagesWaiting(sums);
  for (int i = 0; i < 40; i++) inOrder += xQueueReceive(sums, &sum, 0) == pdTRUE && sum == i + 100;
  unsigned long start = millis();
  int late = xQueueReceive(sums, &sum, pdMS_TO_TICKS(300));
  unsigned long waited = millis() - start;
  Serial.printf("queue: peeked %d, waiting %d, in order %d, late %d after %d\n", peeked, waiting, inOrder, late, waited >= 300);
  for (int i = 0; i < 3; i++) xQueueSendToFront(numbers, &last, 0);
  Serial.printf("full: %d, spaces %u\n", xQueueSend(numbers, &last, 10), uxQueueSpacesAvailable(numbers));
}

static void countTask(void *) {
  for (int i = 0; i < 200; i++) {
    xSemaphoreTake(mutex, portMAX_DELAY);
    int before = counted;
    taskYIELD();
    counted = before + 1;
    xSemaphoreGive(mutex);
    portENTER_CRITICAL(&mux);
    portENTER_CRITICAL(&mux);
    loops++;
    portEXIT_CRITICAL(&mux);
    portEXIT_CRITICAL(&mux);
  }
  xSemaphoreGive(done);
  vTaskDelete(NULL);
}

static void mutexes() {
  loops = 0;
  for (int i = 0; i < 3; i++) xTaskCreate(countTask, "count", 2048, NULL, 1, NULL);
  for (int i = 0; i < 3; i++) xSemaphoreTake(done, portMAX_DELAY);
  SemaphoreHandle_t again = xSemaphoreCreateRecursiveMutex();
  int taken = xSemaphoreTakeRecursive(again, 0) + xSemaphoreTakeRecursive(again, 0);
  int given = xSemaphoreGiveRecursive(again) + xSemaphoreGiveRecursive(again);
  Serial.printf("mutex: counted %d, critical %u, taken %d, given %d, then %d\n", counted, loops, taken, given, xSemaphoreGiveRecursive(again));
}

static void answerTask(void *) {
  for (;;) {
    uint32_t value;
    xTaskNotifyWait(0, 0xffffffff, &value, portMAX_DELAY);
    Serial.printf("%s was told %u\n", pcTaskGetName(NULL), value);
    xTaskNotifyGive(asker);
  }
}

static void notifications() {
  TaskHandle_t answerer;
  asker = xTaskGetCurrentTaskHandle();
  xTaskCreate(answerTask, "answerer", 4096, NULL, 1, &answerer);
  for (int i = 1; i <= 3; i++) {
    xTaskNotify(answerer, i * 11, eSetValueWithOverwrite);
    Serial.printf("%s took %u\n", pcTaskGetName(NULL), ulTaskNotifyTake(pdTRUE, portMAX_DELAY));
  }
  Serial.printf("nothing more: %u\n", ulTaskNotifyTake(pdTRUE, pdMS_TO_TICKS(50)));
  int before = uxTaskGetNumberOfTasks();
  vTaskDelete(answerer);
  while (uxTaskGetNumberOfTasks() == before) delay(1);
  Serial.printf("tasks %d, then %u\n", before, uxTaskGetNumberOfTasks());
}

static void meetTask(void *bit) {
  EventBits_t seen = xEventGroupSync(group, (EventBits_t)(intptr_t)bit, 7, portMAX_DELAY);
  xSemaphoreTake(mutex, portMAX_DELAY);
  counted += seen == 7;
  xSemaphoreGive(mutex);
  xSemaphoreGive(done);
  vTaskDelete(NULL);
}

static void pulseTask(void *) {
  EventBits_t seen = xEventGroupWaitBits(group, 16, pdTRUE, pdFALSE, portMAX_DELAY);
  portENTER_CRITICAL(&mux);
  counted += seen == 16;
  portEXIT_CRITICAL(&mux);
  xSemaphoreGive(done);
  vTaskDelete(NULL);
}

static void events() {
  group = xEventGroupCreate();
  counted = 0;
  for (intptr_t bit = 1; bit <= 4; bit *= 2) xTaskCreate(meetTask, "meet", 2048, (void *)bit, 1, NULL);
  for (int i = 0; i < 3; i++) xSemaphoreTake(done, portMAX_DELAY);
  Serial.printf("met %d, bits %u\n", counted, xEventGroupGetBits(group));
  // Both see a bit that the first of them clears. They may be late to wait for it, but not each time.
  bool both = false;
  counted = 0;
  int tries = 0;
  for (; tries < 20 && !both; tries++) {
    int woken = 0;
    for (int i = 0; i < 2; i++) xTaskCreate(pulseTask, "pulse", 4096, NULL, 1, NULL);
    delay(500);
    xEventGroupSetBits(group, 16);
    while (woken < 2 && xSemaphoreTake(done, 2000)) woken++;
    both = woken == 2;
    for (; woken < 2; woken += xSemaphoreTake(done, 100)) xEventGroupSetBits(group, 16);
    xEventGroupClearBits(group, 16);
  }
  Serial.printf("both %d, all saw it %d\n", both, counted == 2 * tries);
}

bool waitCommand(const String &name) {
  if (name == "queue") {
    queues();
  } else if (name == "mutex") {
    mutexes();
  } else if (name == "notify") {
    notifications();
  } else if (name == "group") {
    events();
  } else {
    return false;
  }
  return true;
}
