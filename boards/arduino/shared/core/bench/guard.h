// What keeps the tasks of a sketch out of each other's way inside the core, as the chip's drivers and network stack
// have locks of their own.
#pragma once

#include <pthread.h>

namespace bench {

// A lock that a task may take again while it has it.
class Guard {
 public:
  void lock() { pthread_mutex_lock(&mutex_); }
  void unlock() { pthread_mutex_unlock(&mutex_); }

 private:
  pthread_mutex_t mutex_ = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
};

class Lock {
 public:
  explicit Lock(Guard &guard) : guard_(guard) { guard_.lock(); }
  Lock(const Lock &) = delete;
  Lock &operator=(const Lock &) = delete;
  ~Lock() { guard_.unlock(); }

 private:
  Guard &guard_;
};

}  // namespace bench
