#include "hooks.h"

#include <stddef.h>

#include <atomic>

#include "guard.h"
#include "heap.h"
#include "loop_task.h"
#include "watchdog.h"

namespace bench {

namespace {

constexpr size_t kMost = 8;

Guard guard;  // of additions, which any task may make
void (*hooks[kMost])();
std::atomic<size_t> count{0};
bool running = false;
std::atomic<void (*)()> checkpointed{nullptr};

}  // namespace

void Hooks::add(void (*hook)()) {
  Lock lock(guard);
  for (size_t i = 0; i < count; i++) {
    if (hooks[i] == hook) {
      return;
    }
  }
  if (count < kMost) {
    hooks[count] = hook;
    count++;
  }
}

void Hooks::run() {
  checkpoint();
  if (!LoopTask::here()) {
    return;
  }
  Watchdog::feed();
  Heap::tell();
  if (running) {
    return;
  }
  running = true;
  for (size_t i = 0; i < count; i++) {
    hooks[i]();
  }
  running = false;
}

void Hooks::onCheckpoint(void (*check)()) { checkpointed = check; }

void Hooks::checkpoint() {
  if (void (*check)() = checkpointed.load(std::memory_order_relaxed)) {
    check();
  }
}

}  // namespace bench
