#include <assert.h>

#include "rtos/task.h"

using rtos::Blocking;
using rtos::Section;
using rtos::Task;
using rtos::Wait;

extern "C" {

BaseType_t xTaskNotify(TaskHandle_t task, uint32_t value, eNotifyAction action) {
  assert(task);
  Section section;
  if (action == eSetValueWithoutOverwrite && task->notified) {
    return pdFAIL;
  }
  switch (action) {
    case eSetBits:
      task->notification |= value;
      break;
    case eIncrement:
      task->notification++;
      break;
    case eSetValueWithOverwrite:
    case eSetValueWithoutOverwrite:
      task->notification = value;
      break;
    case eNoAction:
      break;
  }
  task->notified = true;
  section.changed();
  return pdPASS;
}

BaseType_t xTaskNotifyFromISR(TaskHandle_t task, uint32_t value, eNotifyAction action, BaseType_t *woken) {
  if (woken) {
    *woken = pdFALSE;
  }
  return xTaskNotify(task, value, action);
}

BaseType_t xTaskNotifyGive(TaskHandle_t task) { return xTaskNotify(task, 0, eIncrement); }

void vTaskNotifyGiveFromISR(TaskHandle_t task, BaseType_t *woken) { xTaskNotifyFromISR(task, 0, eIncrement, woken); }

uint32_t ulTaskNotifyTake(BaseType_t clear, TickType_t ticks) {
  Task *task = rtos::named(nullptr);
  Blocking blocking;
  Wait wait(ticks);
  while (task->notification == 0 && wait.again()) {
  }
  uint32_t value = task->notification;
  if (value > 0) {
    task->notification = clear ? 0 : value - 1;
  }
  task->notified = false;
  return value;
}

BaseType_t xTaskNotifyWait(uint32_t clearOnEntry, uint32_t clearOnExit, uint32_t *value, TickType_t ticks) {
  Task *task = rtos::named(nullptr);
  Blocking blocking;
  Wait wait(ticks);
  if (!task->notified) {
    task->notification &= ~clearOnEntry;
  }
  while (!task->notified && wait.again()) {
  }
  if (value) {
    *value = task->notification;
  }
  if (!task->notified) {
    return pdFALSE;
  }
  task->notification &= ~clearOnExit;
  task->notified = false;
  return pdTRUE;
}

BaseType_t xTaskNotifyStateClear(TaskHandle_t handle) {
  Task *task = rtos::named(handle);
  Section section;
  bool notified = task->notified;
  task->notified = false;
  return notified ? pdTRUE : pdFALSE;
}

}  // extern "C"
