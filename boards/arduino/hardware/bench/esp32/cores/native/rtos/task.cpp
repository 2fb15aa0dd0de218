#include "rtos/task.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <algorithm>

#include "bench/clock.h"
#include "bench/hooks.h"
#include "bench/loop_task.h"
#include "bench/panic.h"
#include "esp32-hal-log.h"
#include "wiring.h"

namespace rtos {

namespace {

constexpr size_t kPage = 4096;
constexpr size_t kGuard = 64 * 1024;
constexpr size_t kBelow = bench::Panic::kAlternateStack + kGuard;
// The C library takes no smaller stack. The rest of one lies in the guard, where nothing is written.
constexpr size_t kLeastStack = 16 * 1024;
constexpr unsigned char kPaint = 0xa5;  // what FreeRTOS fills new stacks with

// Where the host may put stacks, so that a panic's 32 bits show their addresses whole: below the loop task's.
constexpr uintptr_t kStacksEnd = 0x3fe00000 - 0x100000;
constexpr uintptr_t kStacksStep = 0x100000;
constexpr unsigned kPlaces = 64;

thread_local Task *self = nullptr;

Task *dead = nullptr;  // tasks whose threads are at their end
std::atomic<unsigned> count{1};

size_t stackSize(size_t depth) { return (2 * depth + kPage + kPage - 1) / kPage * kPage; }

char *stackOf(const Task *task) { return task->memory + kBelow; }

Task *loopTask() {
  static Task task = {};
  if (!task.name[0]) {
    strcpy(task.name, "loopTask");
    task.priority = 1;
    task.core = 1;
  }
  return &task;
}

bool mapStack(Task *task) {
  static std::atomic<unsigned> place{0};
  size_t size = stackSize(task->depth);
  task->mapped = kBelow + size;
  auto wanted = reinterpret_cast<void *>(kStacksEnd - (place++ % kPlaces + 1) * kStacksStep);
  void *memory = mmap(wanted, task->mapped, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    return false;
  }
  task->memory = static_cast<char *>(memory);
  if (mprotect(memory, bench::Panic::kAlternateStack, PROT_READ | PROT_WRITE) != 0 ||
      mprotect(stackOf(task), size, PROT_READ | PROT_WRITE) != 0) {
    return false;
  }
  memset(stackOf(task), kPaint, size);
  return true;
}

void release(Task *task) {
  if (task->memory) {
    munmap(task->memory, task->mapped);
  }
  free(task->reserve);
  free(task);
}

// The words of ESP-IDF, as users report them: E (20426) FreeRTOS: FreeRTOS Task "MeasurementTask" should not return,
// Aborting now!
[[noreturn]] void returned(const Task *task) {
  log_printf("E (%lu) FreeRTOS: FreeRTOS Task \"%s\" should not return, Aborting now!\r\n", millis(), task->name);
  abort();
}

void *run(void *argument) {
  Task *task = static_cast<Task *>(argument);
  self = task;
  bench::Panic::guardThread(task->memory);
  bench::Panic::setThread({task->name, xPortGetCoreID(), task->memory + bench::Panic::kAlternateStack, stackOf(task)});
  if (setjmp(task->end) == 0) {
    task->function(task->argument);
    returned(task);
  }
  // On the chip the idle task gives the stack's memory back.
  free(task->reserve);
  task->reserve = nullptr;
  Section section;
  task->next = dead;
  dead = task;
  count--;
  return nullptr;
}

// Waits for the threads that are at their end, and forgets them.
void reap() {
  Task *next;
  {
    Section section;
    next = dead;
    dead = nullptr;
  }
  while (Task *task = next) {
    next = task->next;
    pthread_join(task->thread, nullptr);
    release(task);
  }
}

Task *make(TaskFunction_t function, const char *name, size_t depth, void *argument) {
  Task *task = static_cast<Task *>(calloc(1, sizeof(Task)));
  if (!task) {
    return nullptr;
  }
  strncpy(task->name, name ? name : "", sizeof(task->name) - 1);
  task->function = function;
  task->argument = argument;
  task->depth = depth;
  task->reserve = malloc(depth);
  if (!task->reserve || !mapStack(task)) {
    release(task);
    return nullptr;
  }
  return task;
}

bool startThread(Task *task) {
  size_t size = std::max(stackSize(task->depth), kLeastStack);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstack(&attributes, task->memory + task->mapped - size, size);
  int failed = pthread_create(&task->thread, &attributes, run, task);
  pthread_attr_destroy(&attributes);
  return !failed;
}

// loop() is over, but what runs in its pauses is not.
[[noreturn]] void park() {
  constexpr uint64_t kPause = 10'000;  // microseconds of board time
  for (;;) {
    bench::Clock::board().sleep(kPause);
    bench::Hooks::run();
  }
}

}  // namespace

Task *current() { return self ? self : bench::LoopTask::here() ? self = loopTask() : nullptr; }

Task *named(TaskHandle_t handle) {
  Task *task = handle ? handle : current();
  assert(task);
  return task;
}

void leave(Task *task) {
  if (!bench::LoopTask::here()) {
    longjmp(task->end, 1);
  }
  task->pausing = true;
  count--;
  park();
}

}  // namespace rtos

using rtos::Section;
using rtos::Task;

extern "C" {

BaseType_t xTaskCreatePinnedToCore(TaskFunction_t function, const char *name, uint32_t stackBytes, void *argument,
                                   UBaseType_t priority, TaskHandle_t *handle, BaseType_t core) {
  assert(function && (core == tskNO_AFFINITY || (core >= 0 && core < portNUM_PROCESSORS)));
  bench::Hooks::onCheckpoint(rtos::checkpoint);
  bench::Hooks::add(rtos::reap);
  rtos::reap();
  Task *task = rtos::make(function, name, stackBytes, argument);
  if (!task) {
    return errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY;
  }
  task->priority = priority;
  task->core = core;
  // The task may look at its handle before this function returns, and may be gone by then.
  TaskHandle_t before = handle ? *handle : nullptr;
  if (handle) {
    *handle = task;
  }
  rtos::count++;
  if (!rtos::startThread(task)) {
    rtos::count--;
    rtos::release(task);
    if (handle) {
      *handle = before;
    }
    return errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY;
  }
  return pdPASS;
}

BaseType_t xTaskCreate(TaskFunction_t function, const char *name, uint32_t stackBytes, void *argument,
                       UBaseType_t priority, TaskHandle_t *handle) {
  return xTaskCreatePinnedToCore(function, name, stackBytes, argument, priority, handle, tskNO_AFFINITY);
}

void vTaskDelete(TaskHandle_t handle) {
  Task *task = rtos::named(handle);
  bench::Hooks::onCheckpoint(rtos::checkpoint);
  {
    Section section;
    task->condemned = true;
    section.changed();
  }
  if (task == rtos::current()) {
    rtos::leave(task);
  }
}

void vTaskSuspend(TaskHandle_t handle) {
  Task *task = rtos::named(handle);
  bench::Hooks::onCheckpoint(rtos::checkpoint);
  task->suspended = true;
  rtos::checkpoint();
}

void vTaskResume(TaskHandle_t handle) {
  Task *task = rtos::named(handle);
  Section section;
  task->suspended = false;
  section.changed();
}

void vTaskDelay(TickType_t ticks) { delay(ticks); }

BaseType_t xTaskDelayUntil(TickType_t *previousWake, TickType_t increment) {
  assert(previousWake && increment > 0);
  // Ticks that overflow are no less right: what counts is how many have passed since.
  TickType_t passed = xTaskGetTickCount() - *previousWake;
  *previousWake += increment;
  if (passed >= increment) {
    rtos::checkpoint();
    return pdFALSE;
  }
  vTaskDelay(increment - passed);
  return pdTRUE;
}

void vTaskDelayUntil(TickType_t *previousWake, TickType_t increment) { xTaskDelayUntil(previousWake, increment); }

TickType_t xTaskGetTickCount(void) { return millis(); }

TickType_t xTaskGetTickCountFromISR(void) { return millis(); }

TaskHandle_t xTaskGetCurrentTaskHandle(void) { return rtos::current(); }

const char *pcTaskGetName(TaskHandle_t task) { return rtos::named(task)->name; }

UBaseType_t uxTaskGetNumberOfTasks(void) { return rtos::count; }

UBaseType_t uxTaskPriorityGet(TaskHandle_t task) { return rtos::named(task)->priority; }

void vTaskPrioritySet(TaskHandle_t task, UBaseType_t priority) { rtos::named(task)->priority = priority; }

UBaseType_t uxTaskGetStackHighWaterMark(TaskHandle_t handle) {
  const Task *task = handle ? handle : rtos::current();
  if (!task || !task->memory) {
    return bench::LoopTask::untouched();
  }
  size_t size = rtos::stackSize(task->depth);
  const char *stack = rtos::stackOf(task);
  const char *end =
      std::find_if(stack, stack + size, [](char c) { return static_cast<unsigned char>(c) != rtos::kPaint; });
  return static_cast<size_t>(end - stack) * task->depth / size;
}

BaseType_t xPortGetCoreID(void) {
  const Task *task = rtos::current();
  return !task ? 1 : task->core == tskNO_AFFINITY ? 0 : task->core;
}

BaseType_t xPortInIsrContext(void) { return pdFALSE; }

}  // extern "C"
