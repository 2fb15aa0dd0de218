#include <assert.h>

#include "rtos/queue.h"
#include "rtos/task.h"

using rtos::Blocking;
using rtos::Section;
using rtos::Wait;

namespace {

SemaphoreHandle_t make(size_t most, size_t first, bool mutex) {
  SemaphoreHandle_t semaphore = rtos::makeQueue(most, 0);
  if (semaphore) {
    semaphore->count = first;
    semaphore->mutex = mutex;
  }
  return semaphore;
}

}  // namespace

extern "C" {

SemaphoreHandle_t xSemaphoreCreateBinary(void) { return make(1, 0, false); }

SemaphoreHandle_t xSemaphoreCreateCounting(UBaseType_t most, UBaseType_t first) {
  assert(most > 0 && first <= most);
  return make(most, first, false);
}

SemaphoreHandle_t xSemaphoreCreateMutex(void) { return make(1, 1, true); }

SemaphoreHandle_t xSemaphoreCreateRecursiveMutex(void) { return make(1, 1, true); }

void vSemaphoreDelete(SemaphoreHandle_t semaphore) { vQueueDelete(semaphore); }

BaseType_t xSemaphoreTake(SemaphoreHandle_t semaphore, TickType_t ticks) {
  assert(semaphore && semaphore->itemBytes == 0);
  Blocking blocking;
  Wait wait(ticks);
  while (semaphore->count == 0) {
    if (!wait.again()) {
      return pdFALSE;
    }
  }
  semaphore->count--;
  if (semaphore->mutex) {
    semaphore->holder = rtos::current();
  }
  return pdTRUE;
}

BaseType_t xSemaphoreGive(SemaphoreHandle_t semaphore) {
  assert(semaphore && semaphore->itemBytes == 0);
  Section section;
  if (semaphore->count == semaphore->length) {
    return pdFALSE;
  }
  if (semaphore->mutex) {
    bool ownMutex = semaphore->holder == rtos::current();
    assert(ownMutex);
    semaphore->holder = nullptr;
  }
  semaphore->count++;
  section.changed();
  return pdTRUE;
}

BaseType_t xSemaphoreTakeRecursive(SemaphoreHandle_t mutex, TickType_t ticks) {
  assert(mutex && mutex->mutex);
  {
    Section section;
    if (mutex->count == 0 && mutex->holder == rtos::current()) {
      mutex->depth++;
      return pdTRUE;
    }
  }
  return xSemaphoreTake(mutex, ticks);
}

BaseType_t xSemaphoreGiveRecursive(SemaphoreHandle_t mutex) {
  assert(mutex && mutex->mutex);
  {
    Section section;
    if (mutex->count > 0 || mutex->holder != rtos::current()) {
      return pdFALSE;
    }
    if (mutex->depth > 0) {
      mutex->depth--;
      return pdTRUE;
    }
  }
  return xSemaphoreGive(mutex);
}

BaseType_t xSemaphoreTakeFromISR(SemaphoreHandle_t semaphore, BaseType_t *woken) {
  if (woken) {
    *woken = pdFALSE;
  }
  return xSemaphoreTake(semaphore, 0);
}

BaseType_t xSemaphoreGiveFromISR(SemaphoreHandle_t semaphore, BaseType_t *woken) {
  if (woken) {
    *woken = pdFALSE;
  }
  return xSemaphoreGive(semaphore);
}

TaskHandle_t xSemaphoreGetMutexHolder(SemaphoreHandle_t mutex) {
  assert(mutex);
  Section section;
  return mutex->holder;
}

UBaseType_t uxSemaphoreGetCount(SemaphoreHandle_t semaphore) { return uxQueueMessagesWaiting(semaphore); }

}  // extern "C"
