#include "bench/loop_task.h"
#include "freertos/task.h"
#include "wiring.h"

extern "C" {

void vTaskDelay(TickType_t ticks) { delay(ticks); }

TickType_t xTaskGetTickCount(void) { return millis(); }

UBaseType_t uxTaskGetStackHighWaterMark(TaskHandle_t) { return bench::LoopTask::untouched(); }

BaseType_t xPortGetCoreID(void) { return 1; }

}  // extern "C"
