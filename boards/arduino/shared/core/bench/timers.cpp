#include "timers.h"

#include <pthread.h>

#include <algorithm>

#include "clock.h"
#include "watchdog.h"

namespace bench {

namespace {

thread_local bool isSketch = false;
bool calling = false;  // the sketch's thread only

// Other tasks may start and stop timers, too. What a timer calls is called without the lock.
pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
Timer *first = nullptr;

class Lock {
 public:
  Lock() { pthread_mutex_lock(&guard); }
  ~Lock() { pthread_mutex_unlock(&guard); }
};

}  // namespace

void Timer::start(uint64_t periodMicros, bool repeat, bool afterLoop, void (*call)(void *), void *argument) {
  stop();
  call_ = call;
  argument_ = argument;
  period_ = std::max<uint64_t>(periodMicros, 1);
  repeat_ = repeat;
  afterLoop_ = afterLoop;
  uint64_t now = Clock::board().micros();
  Lock lock;
  due_ = now + period_;
  running_ = true;
  next_ = first;
  first = this;
}

void Timer::stop() {
  Lock lock;
  leave();
}

void Timer::leave() {
  for (Timer **link = &first; *link; link = &(*link)->next_) {
    if (*link == this) {
      *link = next_;
      break;
    }
  }
  running_ = false;
}

void Timer::advance(uint64_t now) {
  if (repeat_) {
    // What was missed in a long pause is not caught up with; the pace is kept.
    due_ += (now - due_) / period_ * period_ + period_;
  } else {
    leave();
  }
}

void Timers::watch() { isSketch = true; }

void Timers::run() { runDue(false); }

void Timers::runAfterLoop() { runDue(true); }

void Timers::runDue(bool loopReturned) {
  if (!isSketch || calling || due(loopReturned) == UINT64_MAX) {
    return;
  }
  calling = true;
  Watchdog::feed();  // a pause is none of the sketch's own time
  uint64_t now = Clock::board().micros();
  while (callOne(loopReturned, now)) {
  }
  calling = false;
}

// The function may stop its timer, start it anew, or delete it: nothing of it is looked at afterwards.
bool Timers::callOne(bool loopReturned, uint64_t now) {
  pthread_mutex_lock(&guard);
  Timer *timer = earliest(loopReturned);
  bool is = timer && timer->due_ <= now;
  void (*call)(void *) = is ? timer->call_ : nullptr;
  void *argument = is ? timer->argument_ : nullptr;
  if (is) {
    timer->advance(now);
  }
  pthread_mutex_unlock(&guard);
  if (is) {
    call(argument);
  }
  return is;
}

Timer *Timers::earliest(bool loopReturned) {
  Timer *found = nullptr;
  for (Timer *timer = first; timer; timer = timer->next_) {
    if ((loopReturned || !timer->afterLoop_) && (!found || timer->due_ < found->due_)) {
      found = timer;
    }
  }
  return found;
}

uint64_t Timers::due() { return isSketch && !calling ? due(false) : UINT64_MAX; }

uint64_t Timers::due(bool loopReturned) {
  Lock lock;
  const Timer *timer = earliest(loopReturned);
  return timer ? timer->due_ : UINT64_MAX;
}

}  // namespace bench
