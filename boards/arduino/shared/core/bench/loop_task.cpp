#include "loop_task.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include <initializer_list>

#include "Arduino.h"
#include "environment.h"
#include "heap.h"
#include "hooks.h"
#include "idle.h"
#include "panic.h"

namespace bench {

namespace {

// Measured on x86-64 with glibc 2.36: the thread itself takes 4.5 KiB of its stack before setup(), and the deepest use
// of the core, a TLS handshake, 7.4 KiB (about 5 on the chip). So this leaves the sketch 16 KiB, twice what the chip
// has, for frames up to twice as large. It is a limit of the same kind, not of the same size: a sketch that puts an
// array of 9 KiB on its stack overflows the chip's only.
constexpr size_t kStack = 20 * 1024;
constexpr size_t kGuard = 64 * 1024;
constexpr uintptr_t kAddress = 0x3ffb0000;
constexpr unsigned char kPaint = 0xa5;  // what FreeRTOS fills new stacks with

char *stack = nullptr;

void *run(void *) {
  Panic::guardThread();
  Heap::arm(Environment::get().heap);
  setup();
  for (;;) {
    loop();
    Hooks::run();
    Idle::afterLoop();
  }
}

// Maps guard and stack, at the chip's address where the system allows it.
char *map() {
  for (int fixed : {MAP_FIXED_NOREPLACE, 0}) {
    void *memory = mmap(reinterpret_cast<void *>(kAddress), kGuard + kStack, PROT_NONE,
                        MAP_PRIVATE | MAP_ANONYMOUS | fixed, -1, 0);
    if (memory != MAP_FAILED) {
      return static_cast<char *>(memory);
    }
  }
  return nullptr;
}

}  // namespace

bool LoopTask::start() {
  char *memory = map();
  if (!memory || mprotect(memory + kGuard, kStack, PROT_READ | PROT_WRITE) != 0) {
    return false;
  }
  stack = memory + kGuard;
  memset(stack, kPaint, kStack);
  Panic::setGuard(memory, stack);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstack(&attributes, stack, kStack);
  pthread_t thread;
  int failed = pthread_create(&thread, &attributes, run, nullptr);
  pthread_attr_destroy(&attributes);
  return !failed;
}

size_t LoopTask::untouched() {
  size_t count = 0;
  while (count < kStack && static_cast<unsigned char>(stack[count]) == kPaint) {
    count++;
  }
  return count;
}

}  // namespace bench
