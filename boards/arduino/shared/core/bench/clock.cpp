#include "clock.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <time.h>

#include <algorithm>

#include "environment.h"
#include "hooks.h"
#include "rtc_memory.h"
#include "timers.h"
#include "watchdog.h"

namespace bench {

namespace {

constexpr uint64_t kLongestGap = 20'000'000;  // nanoseconds of wall time that one gap counts at most
// A sketch that spins on the clock looks at it thousands of times within a millisecond. A gap after that is a machine
// that gave the processor to somebody else, and counts for no more than this: else a sketch that spins for 3 s would now
// and then seem to have done so for 3.4 s, and meet the ESP8266's watchdog.
constexpr uint64_t kSpinGap = 1'000'000;  // nanoseconds
constexpr uint64_t kSpinLook = 50'000;    // nanoseconds between two looks of a sketch that spins, at most
constexpr uint32_t kSpin = 1000;          // so many of them in a row
constexpr uint64_t kSlice = 5'000'000;        // nanoseconds of wall time that one sleep lasts at most

// The sketch's task and whatever thread a library starts may look at once.
pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

class Lock {
 public:
  Lock() { pthread_mutex_lock(&guard); }
  ~Lock() { pthread_mutex_unlock(&guard); }
};

uint64_t wall() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

timespec duration(uint64_t nanoseconds) {
  return {static_cast<time_t>(nanoseconds / 1'000'000'000), static_cast<long>(nanoseconds % 1'000'000'000)};
}

}  // namespace

Clock &Clock::board() {
  static Clock clock;
  return clock;
}

Clock::Clock() : lastWall_(wall()), calendar_(std::max<int64_t>(RtcMemory::calendarMicros(), 0)) {}

double Clock::pace() const {
  const Environment &environment = Environment::get();
  return std::max(handshakes_ > 0 ? environment.stallRate : environment.clockRate, hurry_);
}

uint64_t Clock::sliceOf(uint64_t boardMicros) {
  Lock lock;
  double exact = static_cast<double>(boardMicros) * 1000 / pace() + 1;
  return exact < kSlice ? static_cast<uint64_t>(exact) : kSlice;
}

// look advances the board's time to now and returns it in nanoseconds. The lock is held.
uint64_t Clock::look() {
  uint64_t now = wall();
  uint64_t gap = now - lastWall_;
  if (spins_ < kSpin) {
    spins_ = gap < kSpinLook ? spins_ + 1 : 0;
  }
  board_ += static_cast<double>(std::min(gap, spins_ < kSpin ? kLongestGap : kSpinGap)) * pace();
  lastWall_ = now;
  return static_cast<uint64_t>(board_);
}

uint64_t Clock::micros() {
  Lock lock;
  return look() / 1000;
}

uint64_t Clock::microsBeforeWaiting() {
  Lock lock;
  uint64_t now = look() / 1000;
  spins_ = 0;
  return now;
}

void Clock::sleep(uint64_t boardMicros) {
  if (boardMicros == 0) {
    sched_yield();
    return;
  }
  uint64_t end = microsBeforeWaiting() + boardMicros;
  for (uint64_t now = end - boardMicros; now < end; now = microsBeforeWaiting()) {
    timespec slice = duration(sliceOf(end - now));
    nanosleep(&slice, nullptr);
    Hooks::checkpoint();
  }
}

short Clock::wait(int descriptor, short events, uint64_t boardMicros) {
  uint64_t start = microsBeforeWaiting();
  uint64_t passed = 0;
  do {
    timespec slice = duration(sliceOf(boardMicros - passed));
    pollfd one = {descriptor, events, 0};
    int ready = ppoll(&one, 1, &slice, nullptr);
    Watchdog::feed();
    int error = errno;
    Timers::run();
    errno = error;
    if (ready > 0) {
      return one.revents;
    }
    if (ready < 0 && errno != EINTR) {
      return POLLERR;
    }
    passed = microsBeforeWaiting() - start;
  } while (passed < boardMicros);
  return 0;
}

void Clock::waitSlice(pthread_cond_t *condition, pthread_mutex_t *mutex, uint64_t boardMicros) {
  timespec until = duration(wall() + sliceOf(boardMicros));
  pthread_cond_clockwait(condition, mutex, CLOCK_MONOTONIC, &until);
  microsBeforeWaiting();
}

// The pace changes with the first handshake and with the last.
void Clock::count(int handshakes) {
  Lock lock;
  look();
  handshakes_ += handshakes;
}

void Clock::hurry(double rate) {
  Lock lock;
  look();
  hurry_ = rate;
}

short Clock::waitInHandshake(int descriptor, short events, uint64_t boardMicros) {
  count(1);
  short ready = wait(descriptor, events, boardMicros);
  count(-1);
  return ready;
}

int64_t Clock::calendarMicros() {
  Lock lock;
  return calendar_ + static_cast<int64_t>(look() / 1000);
}

void Clock::setCalendar(int64_t unixMicros) {
  Lock lock;
  calendar_ = unixMicros - static_cast<int64_t>(look() / 1000);
}

}  // namespace bench
