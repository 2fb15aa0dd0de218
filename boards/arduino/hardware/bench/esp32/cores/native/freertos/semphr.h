// Semaphores and mutexes of FreeRTOS. A mutex is given by the task that took it: by another it is a failed assertion.
#pragma once

#include "freertos/queue.h"

typedef QueueHandle_t SemaphoreHandle_t;
typedef SemaphoreHandle_t xSemaphoreHandle;

#ifdef __cplusplus
extern "C" {
#endif

// Null when the heap has no room. A binary semaphore is empty at first, a mutex free.
SemaphoreHandle_t xSemaphoreCreateBinary(void);
SemaphoreHandle_t xSemaphoreCreateCounting(UBaseType_t most, UBaseType_t first);
SemaphoreHandle_t xSemaphoreCreateMutex(void);
SemaphoreHandle_t xSemaphoreCreateRecursiveMutex(void);
void vSemaphoreDelete(SemaphoreHandle_t semaphore);

BaseType_t xSemaphoreTake(SemaphoreHandle_t semaphore, TickType_t ticks);
// pdFALSE when it is full, or free.
BaseType_t xSemaphoreGive(SemaphoreHandle_t semaphore);
BaseType_t xSemaphoreTakeRecursive(SemaphoreHandle_t mutex, TickType_t ticks);
BaseType_t xSemaphoreGiveRecursive(SemaphoreHandle_t mutex);
BaseType_t xSemaphoreTakeFromISR(SemaphoreHandle_t semaphore, BaseType_t *woken);
BaseType_t xSemaphoreGiveFromISR(SemaphoreHandle_t semaphore, BaseType_t *woken);

TaskHandle_t xSemaphoreGetMutexHolder(SemaphoreHandle_t mutex);
UBaseType_t uxSemaphoreGetCount(SemaphoreHandle_t semaphore);

#ifdef __cplusplus
}
#endif

// The older way to make a binary semaphore, which is full at first.
#define vSemaphoreCreateBinary(semaphore)   \
  do {                                      \
    (semaphore) = xSemaphoreCreateBinary(); \
    if (semaphore)                          \
      xSemaphoreGive(semaphore);            \
  } while (0)
