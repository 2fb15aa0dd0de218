// Functions that are called when their board time has come, in the pauses of the sketch's task.
//
// The pauses are delay(), yield(), the end of loop(), looks for bytes that have not come, and every wait for a peer or a
// name server. A sketch that computes
// without a pause is never interrupted, and a function in which another one's time comes is not interrupted either.
#pragma once

#include <stdint.h>

namespace bench {

// One such function. Stopped, it is in no list; it must be stopped before it goes.
class Timer {
 public:
  Timer() = default;
  ~Timer() { stop(); }
  Timer(const Timer &) = delete;
  Timer &operator=(const Timer &) = delete;

  // In periodMicros, and then again and again, or once. afterLoop: only where loop() has returned.
  void start(uint64_t periodMicros, bool repeat, bool afterLoop, void (*call)(void *), void *argument);
  void stop();
  bool running() const { return running_; }

 private:
  friend class Timers;

  // With the list's lock held.
  void leave();
  void advance(uint64_t now);

  void (*call_)(void *) = nullptr;
  void *argument_ = nullptr;
  uint64_t due_ = 0;
  uint64_t period_ = 0;
  bool repeat_ = false;
  bool afterLoop_ = false;
  volatile bool running_ = false;
  Timer *next_ = nullptr;
};

class Timers {
 public:
  // Names the calling thread as the sketch's: in others, run() does nothing.
  static void watch();

  // Calls what is due.
  static void run();
  static void runAfterLoop();

  // When the next function is due, in board time; UINT64_MAX when none is, or when it cannot be called now.
  static uint64_t due();

 private:
  friend class Timer;

  static void runDue(bool loopReturned);
  static bool callOne(bool loopReturned, uint64_t now);
  static uint64_t due(bool loopReturned);
  static Timer *earliest(bool loopReturned);
};

}  // namespace bench
