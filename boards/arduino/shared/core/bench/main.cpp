// Start of the native program.
#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstdio>

#include "air.h"
#include "chip.h"
#include "clock.h"
#include "environment.h"
#include "loop_task.h"
#include "monitor.h"
#include "panic.h"
#include "rtc_memory.h"
#include "uart.h"
#include "watchdog.h"

namespace bench {

namespace {

// How often the end of the input, and a sketch that hangs, is looked for, in milliseconds of wall time, and after how
// many looks a sketch that does not look itself is ended: one second.
constexpr unsigned kWatch = 20;
constexpr int kPatience = 50;
constexpr unsigned kIdle = 60'000;  // where neither is looked for

// Before the constructors of the sketch's global objects: they may crash, or print, too.
__attribute__((constructor(101))) void prepare() {
  Monitor::open();
  Air::open();
  RtcMemory::open();
  // A peer that is gone is an error of write(2), as on the chip.
  signal(SIGPIPE, SIG_IGN);
  // One arena: blocks then have 32-bit addresses, next to the program's, and panics show them whole.
  mallopt(M_ARENA_MAX, 1);
  // A short delay() must not be rounded up to the 50 us that Linux allows itself.
  prctl(PR_SET_TIMERSLACK, 1);
  Panic::install();
}

}  // namespace

}  // namespace bench

int main() {
  const bench::Environment &environment = bench::Environment::get();
  bench::Clock::board().micros();
  if (!bench::LoopTask::start()) {
    dprintf(STDERR_FILENO, "starting the loop task: %s\n", strerror(errno));
    return 71;  // EX_OSERR
  }
  while (!environment.exitOnEof && bench::Chip::kWatchdog == 0) {
    bench::Air::attend(bench::kIdle);
  }
  int looks = 0;
  while (looks < bench::kPatience) {
    bench::Air::attend(bench::kWatch);
    bench::Watchdog::patrol();
    looks = environment.exitOnEof && bench::Uart::ended() ? looks + 1 : 0;
  }
  _exit(0);
}
