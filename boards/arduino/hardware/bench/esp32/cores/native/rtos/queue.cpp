#include "rtos/queue.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "rtos/task.h"

using rtos::Blocking;
using rtos::Section;
using rtos::Wait;

namespace rtos {

QueueDefinition *makeQueue(size_t length, size_t itemBytes) {
  size_t bytes;
  if (length == 0 || __builtin_mul_overflow(length, itemBytes, &bytes)) {
    return nullptr;
  }
  auto queue = static_cast<QueueDefinition *>(calloc(1, sizeof(QueueDefinition) + bytes));
  if (queue) {
    queue->length = length;
    queue->itemBytes = itemBytes;
  }
  return queue;
}

}  // namespace rtos

namespace {

BaseType_t send(QueueHandle_t queue, const void *item, TickType_t ticks, bool front) {
  assert(queue && (item || queue->itemBytes == 0));
  Blocking blocking;
  Wait wait(ticks);
  while (queue->count == queue->length) {
    if (!wait.again()) {
      return errQUEUE_FULL;
    }
  }
  if (front) {
    queue->first = (queue->first + queue->length - 1) % queue->length;
  }
  memcpy(queue->item(front ? 0 : queue->count), item, queue->itemBytes);
  queue->count++;
  blocking.changed();
  return pdTRUE;
}

BaseType_t receive(QueueHandle_t queue, void *item, TickType_t ticks, bool take) {
  assert(queue && (item || queue->itemBytes == 0));
  Blocking blocking;
  Wait wait(ticks);
  while (queue->count == 0) {
    if (!wait.again()) {
      return errQUEUE_EMPTY;
    }
  }
  memcpy(item, queue->item(0), queue->itemBytes);
  if (take) {
    queue->first = (queue->first + 1) % queue->length;
    queue->count--;
    blocking.changed();
  }
  return pdTRUE;
}

void nobodyWoken(BaseType_t *woken) {
  if (woken) {
    *woken = pdFALSE;
  }
}

}  // namespace

extern "C" {

QueueHandle_t xQueueCreate(UBaseType_t length, UBaseType_t itemBytes) { return rtos::makeQueue(length, itemBytes); }

void vQueueDelete(QueueHandle_t queue) {
  assert(queue);
  free(queue);
}

BaseType_t xQueueReset(QueueHandle_t queue) {
  assert(queue);
  Section section;
  queue->count = 0;
  section.changed();
  return pdPASS;
}

BaseType_t xQueueSendToBack(QueueHandle_t queue, const void *item, TickType_t ticks) {
  return send(queue, item, ticks, false);
}

BaseType_t xQueueSendToFront(QueueHandle_t queue, const void *item, TickType_t ticks) {
  return send(queue, item, ticks, true);
}

BaseType_t xQueueOverwrite(QueueHandle_t queue, const void *item) {
  assert(queue && item && queue->length == 1);
  Section section;
  memcpy(queue->item(0), item, queue->itemBytes);
  queue->count = 1;
  section.changed();
  return pdPASS;
}

BaseType_t xQueueReceive(QueueHandle_t queue, void *item, TickType_t ticks) {
  return receive(queue, item, ticks, true);
}

BaseType_t xQueuePeek(QueueHandle_t queue, void *item, TickType_t ticks) { return receive(queue, item, ticks, false); }

UBaseType_t uxQueueMessagesWaiting(QueueHandle_t queue) {
  assert(queue);
  Section section;
  return queue->count;
}

UBaseType_t uxQueueSpacesAvailable(QueueHandle_t queue) {
  assert(queue);
  Section section;
  return queue->length - queue->count;
}

BaseType_t xQueueSendToBackFromISR(QueueHandle_t queue, const void *item, BaseType_t *woken) {
  nobodyWoken(woken);
  return send(queue, item, 0, false);
}

BaseType_t xQueueSendToFrontFromISR(QueueHandle_t queue, const void *item, BaseType_t *woken) {
  nobodyWoken(woken);
  return send(queue, item, 0, true);
}

BaseType_t xQueueOverwriteFromISR(QueueHandle_t queue, const void *item, BaseType_t *woken) {
  nobodyWoken(woken);
  return xQueueOverwrite(queue, item);
}

BaseType_t xQueueReceiveFromISR(QueueHandle_t queue, void *item, BaseType_t *woken) {
  nobodyWoken(woken);
  return receive(queue, item, 0, true);
}

BaseType_t xQueuePeekFromISR(QueueHandle_t queue, void *item) { return receive(queue, item, 0, false); }

UBaseType_t uxQueueMessagesWaitingFromISR(QueueHandle_t queue) { return uxQueueMessagesWaiting(queue); }

}  // extern "C"
