#include "watchdog.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

#include <algorithm>
#include <atomic>

#include "chip.h"
#include "clock.h"
#include "environment.h"
#include "panic.h"

namespace bench {

namespace {

// However fast the board's clock, so much processor time is never a hang: a long computation of TLS takes tens of
// milliseconds of the host's.
constexpr uint64_t kLeastProcessorTime = 250'000;  // microseconds

std::atomic<bool> watching{false};
std::atomic<bool> enabled{true};
std::atomic<uint32_t> meals{0};
std::atomic<bool> hungry{false};
pthread_t watched;

uint32_t mealsAtPatrol = 0;
uint64_t processorAtPatrol = 0;
std::atomic<uint64_t> boardAtMeal{0};

uint64_t processorTime() {
  clockid_t clock;
  timespec used = {};
  if (pthread_getcpuclockid(watched, &clock) == 0) {
    clock_gettime(clock, &used);
  }
  return static_cast<uint64_t>(used.tv_sec) * 1'000'000 + used.tv_nsec / 1000;
}

bool active() { return Chip::kWatchdog != 0 && enabled.load(std::memory_order_relaxed); }

}  // namespace

void Watchdog::watch() {
  watched = pthread_self();
  watching = true;
}

void Watchdog::feed() {
  meals.fetch_add(1, std::memory_order_relaxed);
  hungry.store(false, std::memory_order_relaxed);
}

void Watchdog::enable(bool on) {
  feed();
  enabled = on;
}

void Watchdog::look(uint64_t boardMicros) {
  // The first look after a meal starts the count: feeding itself must not cost a look at the clock.
  if (!hungry.exchange(true, std::memory_order_relaxed)) {
    boardAtMeal = boardMicros;
  } else if (active() && boardMicros - boardAtMeal > Chip::kWatchdog) {
    Panic::watchdog();
  }
}

void Watchdog::patrol() {
  if (!watching || !active()) {
    return;
  }
  uint32_t now = meals.load(std::memory_order_relaxed);
  uint64_t used = processorTime();
  if (now != mealsAtPatrol) {
    mealsAtPatrol = now;
    processorAtPatrol = used;
    return;
  }
  auto limit = static_cast<uint64_t>(Chip::kWatchdog / Environment::get().clockRate);
  if (used - processorAtPatrol > std::max(limit, kLeastProcessorTime)) {
    // In the sketch's own thread, so that the panic shows where it hangs.
    pthread_kill(watched, Panic::kWatchdogSignal);
  }
}

}  // namespace bench
