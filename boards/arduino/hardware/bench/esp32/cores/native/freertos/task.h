// Waiting, and looking at the loop task's stack, by FreeRTOS's names.
#pragma once

#include "freertos/FreeRTOS.h"

#ifdef __cplusplus
extern "C" {
#endif

void vTaskDelay(TickType_t ticks);
TickType_t xTaskGetTickCount(void);

// The least number of stack bytes that were ever left. The host's, not the chip's: see bench/loop_task.h.
UBaseType_t uxTaskGetStackHighWaterMark(TaskHandle_t task);

// The core that the task runs on: the loop task's is 1.
BaseType_t xPortGetCoreID(void);

#define taskYIELD() vTaskDelay(0)

#ifdef __cplusplus
}
#endif
