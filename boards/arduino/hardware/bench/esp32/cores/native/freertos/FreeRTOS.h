// FreeRTOS of the simulated ESP32: types, numbers and critical sections. Names and meanings are those of the FreeRTOS
// reference (freertos.org) and of ESP-IDF's "FreeRTOS (IDF)". What stands behind them is in rtos/task.h.
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef uint32_t TickType_t;
typedef int BaseType_t;
typedef unsigned int UBaseType_t;
typedef uint8_t StackType_t;

// arduino-esp32 ticks every millisecond.
#define configTICK_RATE_HZ 1000
#define configMAX_PRIORITIES 25
#define configMAX_TASK_NAME_LEN 16
#define configMINIMAL_STACK_SIZE 768
#define configASSERT(condition) assert(condition)
#define portNUM_PROCESSORS 2
#define portTICK_PERIOD_MS 1
#define portTICK_RATE_MS portTICK_PERIOD_MS
#define portMAX_DELAY ((TickType_t)0xffffffffUL)
#define pdMS_TO_TICKS(milliseconds) ((TickType_t)(milliseconds))
#define pdTICKS_TO_MS(ticks) ((TickType_t)(ticks))
#define pdTRUE 1
#define pdFALSE 0
#define pdPASS pdTRUE
#define pdFAIL pdFALSE
#define errQUEUE_EMPTY 0
#define errQUEUE_FULL 0
#define errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY (-1)

#ifdef __cplusplus
extern "C" {
#endif

// A lock that a core spins on, and that it may take again while it has it. Zeroes are an open one.
typedef struct {
  uintptr_t owner;
  uint32_t count;
} portMUX_TYPE;

#define portMUX_INITIALIZER_UNLOCKED {0, 0}

void vPortMuxInitialize(portMUX_TYPE *mux);
void vPortEnterCritical(portMUX_TYPE *mux);
void vPortExitCritical(portMUX_TYPE *mux);

// The core that the task runs on: the loop task's is 1.
BaseType_t xPortGetCoreID(void);
// No interrupt ever comes: pdFALSE.
BaseType_t xPortInIsrContext(void);

#ifdef __cplusplus
}
#endif

#define portMUX_INITIALIZE(mux) vPortMuxInitialize(mux)
#define vPortCPUInitializeMutex(mux) vPortMuxInitialize(mux)
#define spinlock_initialize(mux) vPortMuxInitialize(mux)
#define portENTER_CRITICAL(mux) vPortEnterCritical(mux)
#define portEXIT_CRITICAL(mux) vPortExitCritical(mux)
#define portENTER_CRITICAL_ISR(mux) vPortEnterCritical(mux)
#define portEXIT_CRITICAL_ISR(mux) vPortExitCritical(mux)
#define portENTER_CRITICAL_SAFE(mux) vPortEnterCritical(mux)
#define portEXIT_CRITICAL_SAFE(mux) vPortExitCritical(mux)
#define taskENTER_CRITICAL(mux) vPortEnterCritical(mux)
#define taskEXIT_CRITICAL(mux) vPortExitCritical(mux)
#define taskENTER_CRITICAL_ISR(mux) vPortEnterCritical(mux)
#define taskEXIT_CRITICAL_ISR(mux) vPortExitCritical(mux)

#define portYIELD() vTaskDelay(0)
#define portYIELD_FROM_ISR(...) \
  do {                          \
  } while (0)
