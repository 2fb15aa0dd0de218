// Event groups of FreeRTOS: 24 bits that tasks wait for.
#pragma once

#include "freertos/task.h"

struct EventGroupDef_t;
typedef struct EventGroupDef_t *EventGroupHandle_t;
typedef TickType_t EventBits_t;

#ifdef __cplusplus
extern "C" {
#endif

// Null when the heap has no room.
EventGroupHandle_t xEventGroupCreate(void);
void vEventGroupDelete(EventGroupHandle_t group);

// The bits when the condition was met, before any were cleared, or those that were set after the time.
EventBits_t xEventGroupWaitBits(EventGroupHandle_t group, EventBits_t bits, BaseType_t clearOnExit, BaseType_t all,
                                TickType_t ticks);
// Sets bits, and waits until all those of a meeting of tasks are set, which clears them.
EventBits_t xEventGroupSync(EventGroupHandle_t group, EventBits_t set, EventBits_t wait, TickType_t ticks);
// The bits after those were cleared that somebody waited for to clear them.
EventBits_t xEventGroupSetBits(EventGroupHandle_t group, EventBits_t bits);
// The bits before.
EventBits_t xEventGroupClearBits(EventGroupHandle_t group, EventBits_t bits);
EventBits_t xEventGroupGetBits(EventGroupHandle_t group);

BaseType_t xEventGroupSetBitsFromISR(EventGroupHandle_t group, EventBits_t bits, BaseType_t *woken);
BaseType_t xEventGroupClearBitsFromISR(EventGroupHandle_t group, EventBits_t bits);
EventBits_t xEventGroupGetBitsFromISR(EventGroupHandle_t group);

#ifdef __cplusplus
}
#endif
