// Tasks of FreeRTOS, and their notifications. Stack sizes are in bytes, as ESP-IDF has them.
#pragma once

#include "freertos/FreeRTOS.h"

struct tskTaskControlBlock;
typedef struct tskTaskControlBlock *TaskHandle_t;
typedef TaskHandle_t xTaskHandle;
typedef void (*TaskFunction_t)(void *);

typedef enum { eNoAction, eSetBits, eIncrement, eSetValueWithOverwrite, eSetValueWithoutOverwrite } eNotifyAction;

#define tskNO_AFFINITY ((BaseType_t)0x7fffffff)
#define tskIDLE_PRIORITY ((UBaseType_t)0)

#ifdef __cplusplus
extern "C" {
#endif

// pdPASS, or errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY when the heap has no room for the stack. The handle may be null.
BaseType_t xTaskCreate(TaskFunction_t function, const char *name, uint32_t stackBytes, void *argument,
                       UBaseType_t priority, TaskHandle_t *handle);
BaseType_t xTaskCreatePinnedToCore(TaskFunction_t function, const char *name, uint32_t stackBytes, void *argument,
                                   UBaseType_t priority, TaskHandle_t *handle, BaseType_t core);

// Null means the calling task, here and below. Another task ends where it waits next, not at once. What it holds is
// not released: destructors do not run.
void vTaskDelete(TaskHandle_t task);
// Another task is held where it waits next.
void vTaskSuspend(TaskHandle_t task);
void vTaskResume(TaskHandle_t task);

void vTaskDelay(TickType_t ticks);
void vTaskDelayUntil(TickType_t *previousWake, TickType_t increment);
// pdFALSE when the time had passed already.
BaseType_t xTaskDelayUntil(TickType_t *previousWake, TickType_t increment);
TickType_t xTaskGetTickCount(void);
TickType_t xTaskGetTickCountFromISR(void);

TaskHandle_t xTaskGetCurrentTaskHandle(void);
const char *pcTaskGetName(TaskHandle_t task);
UBaseType_t uxTaskGetNumberOfTasks(void);
// A priority is kept, and not obeyed: tasks run side by side.
UBaseType_t uxTaskPriorityGet(TaskHandle_t task);
void vTaskPrioritySet(TaskHandle_t task, UBaseType_t priority);

// The least number of stack bytes that were ever left. The loop task's is the host's (bench/loop_task.h); a task's is
// the part of the host's stack that was left, of the bytes that it was created with.
UBaseType_t uxTaskGetStackHighWaterMark(TaskHandle_t task);

BaseType_t xTaskNotify(TaskHandle_t task, uint32_t value, eNotifyAction action);
BaseType_t xTaskNotifyFromISR(TaskHandle_t task, uint32_t value, eNotifyAction action, BaseType_t *woken);
BaseType_t xTaskNotifyGive(TaskHandle_t task);
void vTaskNotifyGiveFromISR(TaskHandle_t task, BaseType_t *woken);
uint32_t ulTaskNotifyTake(BaseType_t clear, TickType_t ticks);
BaseType_t xTaskNotifyWait(uint32_t clearOnEntry, uint32_t clearOnExit, uint32_t *value, TickType_t ticks);
BaseType_t xTaskNotifyStateClear(TaskHandle_t task);

#ifdef __cplusplus
}
#endif

#define pcTaskGetTaskName(task) pcTaskGetName(task)
#define taskYIELD() vTaskDelay(0)
