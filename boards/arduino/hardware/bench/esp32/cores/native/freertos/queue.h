// Queues of FreeRTOS: items are copied in and out.
#pragma once

#include "freertos/task.h"

struct QueueDefinition;
typedef struct QueueDefinition *QueueHandle_t;
typedef QueueHandle_t xQueueHandle;

#ifdef __cplusplus
extern "C" {
#endif

// Null when the heap has no room.
QueueHandle_t xQueueCreate(UBaseType_t length, UBaseType_t itemBytes);
void vQueueDelete(QueueHandle_t queue);
BaseType_t xQueueReset(QueueHandle_t queue);

// pdTRUE, or errQUEUE_FULL after the time.
BaseType_t xQueueSendToBack(QueueHandle_t queue, const void *item, TickType_t ticks);
BaseType_t xQueueSendToFront(QueueHandle_t queue, const void *item, TickType_t ticks);
// For queues of one item.
BaseType_t xQueueOverwrite(QueueHandle_t queue, const void *item);
// pdTRUE, or errQUEUE_EMPTY after the time.
BaseType_t xQueueReceive(QueueHandle_t queue, void *item, TickType_t ticks);
BaseType_t xQueuePeek(QueueHandle_t queue, void *item, TickType_t ticks);
UBaseType_t uxQueueMessagesWaiting(QueueHandle_t queue);
UBaseType_t uxQueueSpacesAvailable(QueueHandle_t queue);

BaseType_t xQueueSendToBackFromISR(QueueHandle_t queue, const void *item, BaseType_t *woken);
BaseType_t xQueueSendToFrontFromISR(QueueHandle_t queue, const void *item, BaseType_t *woken);
BaseType_t xQueueOverwriteFromISR(QueueHandle_t queue, const void *item, BaseType_t *woken);
BaseType_t xQueueReceiveFromISR(QueueHandle_t queue, void *item, BaseType_t *woken);
BaseType_t xQueuePeekFromISR(QueueHandle_t queue, void *item);
UBaseType_t uxQueueMessagesWaitingFromISR(QueueHandle_t queue);

#ifdef __cplusplus
}
#endif

#define xQueueSend(queue, item, ticks) xQueueSendToBack(queue, item, ticks)
#define xQueueSendFromISR(queue, item, woken) xQueueSendToBackFromISR(queue, item, woken)
