// What FreeRTOS's functions on the simulated ESP32 are made of: a task is a thread, on a stack of its own.
//
// All state is behind one lock, and whatever changes it wakes all that wait: there are few tasks. Waits go by the
// board's clock. Priorities are not obeyed, and tasks of one core run at the same time: a sketch that is right on two
// cores of the chip is right here.
//
// The host's stack of a task is larger than the chip's by as much as the loop task's is (see Chip::kLoopStack): twice
// the bytes, and one page for the thread itself. Below it lies a guard, and its overflow is the chip's panic. On the
// simulated heap a task costs its stack and its control block.
#pragma once

#include <pthread.h>
#include <setjmp.h>

#include <atomic>
#include <optional>

#include "freertos/task.h"

struct tskTaskControlBlock {
  char name[configMAX_TASK_NAME_LEN];
  TaskFunction_t function;
  void *argument;
  UBaseType_t priority;
  BaseType_t core;

  void *reserve;  // a block of the heap, as large as the chip's stack
  size_t depth;   // its size
  char *memory;   // the mapping: the alternate stack of signals, the guard, the stack
  size_t mapped;
  pthread_t thread;
  jmp_buf end;  // where a task goes that was deleted
  tskTaskControlBlock *next;

  std::atomic<bool> condemned;  // deleted, and not yet gone
  std::atomic<bool> suspended;
  bool pausing;  // in a wait already, which sees to both; only the task itself looks

  uint32_t notification;
  bool notified;
};

namespace rtos {

using Task = tskTaskControlBlock;

// The calling task, or null for a thread of the host that is none.
Task *current();
// The task that a handle means: null is the caller's.
Task *named(TaskHandle_t handle);
// Where the calling task is held, or ended, if it was suspended or deleted. Not to be called with the lock.
void checkpoint();
// Ends the calling task.
[[noreturn]] void leave(Task *task);

// Holds the lock.
class Section {
 public:
  Section();
  ~Section();
  Section(const Section &) = delete;
  Section &operator=(const Section &) = delete;
  // Wakes all that wait, to look again.
  void changed();
};

// The same for a function that waits: a task may be held, or end, before and after.
class Blocking {
 public:
  Blocking() {
    checkpoint();
    section_.emplace();
  }
  ~Blocking() {
    section_.reset();
    checkpoint();
  }
  void changed() { section_->changed(); }

 private:
  std::optional<Section> section_;
};

// A wait with the lock held, for so many ticks at most: `while (!ready) if (!wait.again()) return false;`
class Wait {
 public:
  explicit Wait(TickType_t ticks);
  ~Wait();
  // Lets go of the lock until something changed or a moment passed. False when there is no time left, or the task was
  // deleted.
  bool again();

 private:
  Task *task_;
  bool nested_;
  uint64_t limit_;
  uint64_t end_;
};

}  // namespace rtos
