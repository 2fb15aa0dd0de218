#include "loop_task.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include <initializer_list>

#include "Arduino.h"
#include "air.h"
#include "chip.h"
#include "environment.h"
#include "heap.h"
#include "hooks.h"
#include "idle.h"
#include "panic.h"
#include "timers.h"
#include "watchdog.h"

namespace bench {

namespace {

constexpr size_t kGuard = 64 * 1024;
constexpr unsigned char kPaint = 0xa5;  // what FreeRTOS fills new stacks with

char *stack = nullptr;
thread_local bool ours = false;

// The Arduino core runs loopTask on the ESP32's second core.
constexpr int kCore = 1;

void *run(void *) {
  ours = true;
  Panic::guardThread();
  Panic::setThread({"loopTask", kCore, stack - kGuard, stack});
  Watchdog::watch();
  Air::watch();
  Timers::watch();
  Heap::arm(Environment::get().heap);
  setup();
  for (;;) {
    loop();
    Hooks::run();
    Timers::runAfterLoop();
    Idle::afterLoop();
  }
}

// Maps guard and stack, at the chip's address where the system allows it.
char *map() {
  for (int fixed : {MAP_FIXED_NOREPLACE, 0}) {
    size_t size = kGuard + Chip::kLoopStack;
    auto wanted = reinterpret_cast<void *>(Chip::kLoopStackEnd - size);
    void *memory = mmap(wanted, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | fixed, -1, 0);
    if (memory != MAP_FAILED) {
      return static_cast<char *>(memory);
    }
  }
  return nullptr;
}

}  // namespace

bool LoopTask::start() {
  char *memory = map();
  if (!memory || mprotect(memory + kGuard, Chip::kLoopStack, PROT_READ | PROT_WRITE) != 0) {
    return false;
  }
  stack = memory + kGuard;
  memset(stack, kPaint, Chip::kLoopStack);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstack(&attributes, stack, Chip::kLoopStack);
  pthread_t thread;
  int failed = pthread_create(&thread, &attributes, run, nullptr);
  pthread_attr_destroy(&attributes);
  return !failed;
}

bool LoopTask::here() { return ours; }

size_t LoopTask::untouched() {
  size_t count = 0;
  while (count < Chip::kLoopStack && static_cast<unsigned char>(stack[count]) == kPaint) {
    count++;
  }
  return count;
}

}  // namespace bench
