// What queues, semaphores and mutexes share: a semaphore is a queue of items without bytes.
#pragma once

#include "freertos/semphr.h"

struct QueueDefinition {
  size_t length;     // items that it can hold
  size_t itemBytes;  // 0: a semaphore
  size_t count;      // items that it holds
  size_t first;      // the place of the next one

  bool mutex;
  TaskHandle_t holder;  // of a mutex that is taken
  size_t depth;         // how often it is taken beyond the first time

  uint8_t *items() { return reinterpret_cast<uint8_t *>(this + 1); }
  // The place of the n-th item from the first one.
  uint8_t *item(size_t n) { return items() + (first + n) % length * itemBytes; }
};

namespace rtos {

// Null when the heap has no room.
QueueDefinition *makeQueue(size_t length, size_t itemBytes);

}  // namespace rtos
