#include "idle.h"

#include <poll.h>
#include <time.h>

#include <algorithm>
#include <atomic>

#include "heap.h"
#include "timers.h"
#include "watchdog.h"

namespace bench {

namespace {

// So many looks in vain are free: a sketch that reads byte by byte in a burst never sleeps.
constexpr unsigned kPatience = 64;
// One sleep is short at first and doubles, up to a limit that stays well below the clock's slice.
constexpr long kFirstNanoseconds = 20'000;
constexpr long kLongestNanoseconds = 1'000'000;

std::atomic<unsigned> looks{0};
std::atomic<long> nap{kFirstNanoseconds};

}  // namespace

void Idle::look(int descriptor) {
  Watchdog::feed();
  Heap::tell();
  Timers::run();
  if (looks.fetch_add(1, std::memory_order_relaxed) < kPatience) {
    return;
  }
  long length = nap.load(std::memory_order_relaxed);
  nap.store(std::min(length * 2, kLongestNanoseconds), std::memory_order_relaxed);
  timespec duration = {0, length};
  pollfd input = {descriptor, POLLIN, 0};
  ppoll(&input, 1, &duration, nullptr);
}

void Idle::busy() {
  looks.store(0, std::memory_order_relaxed);
  nap.store(kFirstNanoseconds, std::memory_order_relaxed);
}

void Idle::afterLoop() { look(); }

}  // namespace bench
