// The little of FreeRTOS that single-task sketches use. There is one task: creating others is not simulated, and does
// not compile.
#pragma once

#include <stdint.h>

typedef uint32_t TickType_t;
typedef int BaseType_t;
typedef unsigned int UBaseType_t;
typedef void *TaskHandle_t;

// arduino-esp32 ticks every millisecond.
#define configTICK_RATE_HZ 1000
#define portTICK_PERIOD_MS 1
#define portTICK_RATE_MS portTICK_PERIOD_MS
#define portMAX_DELAY 0xffffffffUL
#define pdMS_TO_TICKS(milliseconds) ((TickType_t)(milliseconds))
#define pdTRUE 1
#define pdFALSE 0
#define pdPASS pdTRUE
#define pdFAIL pdFALSE
