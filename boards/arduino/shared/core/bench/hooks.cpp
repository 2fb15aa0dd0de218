#include "hooks.h"

#include <stddef.h>

#include "heap.h"
#include "watchdog.h"

namespace bench {

namespace {

constexpr size_t kMost = 8;

void (*hooks[kMost])();
size_t count = 0;
bool running = false;

}  // namespace

void Hooks::add(void (*hook)()) {
  for (size_t i = 0; i < count; i++) {
    if (hooks[i] == hook) {
      return;
    }
  }
  if (count < kMost) {
    hooks[count++] = hook;
  }
}

void Hooks::run() {
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

}  // namespace bench
