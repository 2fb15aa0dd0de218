#include "bench/clock.h"
#include "bench/hooks.h"
#include "bench/loop_task.h"
#include "rtos/task.h"

namespace rtos {

namespace {

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t change = PTHREAD_COND_INITIALIZER;

// Longer than any board lives, in microseconds: portMAX_DELAY.
constexpr uint64_t kForever = UINT64_C(1) << 60;

}  // namespace

Section::Section() { pthread_mutex_lock(&mutex); }

Section::~Section() { pthread_mutex_unlock(&mutex); }

void Section::changed() { pthread_cond_broadcast(&change); }

Wait::Wait(TickType_t ticks) : task_(current()), nested_(task_ && task_->pausing) {
  if (task_) {
    task_->pausing = true;
  }
  limit_ = ticks == portMAX_DELAY ? kForever : static_cast<uint64_t>(ticks) * 1000;
  end_ = limit_ ? bench::Clock::board().micros() + limit_ : 0;
}

Wait::~Wait() {
  if (task_) {
    task_->pausing = nested_;
  }
}

bool Wait::again() {
  if (limit_ == 0 || (task_ && task_->condemned)) {
    return false;
  }
  uint64_t now = bench::Clock::board().micros();
  if (now >= end_) {
    return false;
  }
  if (!bench::LoopTask::here()) {
    if (limit_ == kForever) {
      pthread_cond_wait(&change, &mutex);
    } else {
      bench::Clock::board().waitSlice(&change, &mutex, end_ - now);
    }
    return true;
  }
  // What the chip's other tasks do goes on while loop() waits for one of them: Wi-Fi's events, the time from the
  // network.
  bench::Clock::board().waitSlice(&change, &mutex, end_ - now);
  pthread_mutex_unlock(&mutex);
  bench::Hooks::run();
  pthread_mutex_lock(&mutex);
  return true;
}

void checkpoint() {
  Task *task = current();
  if (!task || task->pausing || !(task->condemned || task->suspended)) {
    return;
  }
  {
    Section section;
    Wait wait(portMAX_DELAY);
    while (task->suspended && wait.again()) {
    }
  }
  if (task->condemned) {
    leave(task);
  }
}

}  // namespace rtos
