#include "panic.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <atomic>
#include <exception>
#include <initializer_list>

#include "backtrace.h"
#include "clock.h"
#include "fault.h"
#include "monitor.h"
#include "rtc_memory.h"

namespace bench {

namespace {

// Exit statuses are for people who run a program by hand; the simulator goes by the monitor line.
constexpr int kPanicked = 134;
constexpr int kRestarted = 75;
constexpr int kAsleep = 0;

constexpr size_t kBacktrace = 1024;

std::atomic<bool> panicking{false};
thread_local bool panicked = false;  // it is this thread's panic
thread_local Panic::Thread running = {"loopTask", 1, nullptr, nullptr};

// Writes the panic's line, with a backtrace from the given program counter on, and ends the program.
//
// A second panic inside the first (the backtrace ran over a broken stack) ends with the first one's line and the frames
// found so far.
[[noreturn]] __attribute__((format(printf, 2, 3))) void end(uintptr_t from, const char *format, ...) {
  static char line[1024];
  if (!panicking.exchange(true)) {
    panicked = true;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    Backtrace::capture(from);
    RtcMemory::keep();
  }
  while (!panicked) {
    pause();  // another task's panic is on its way: the first one is what the chip shows
  }
  static char backtrace[kBacktrace];
  Monitor::line("panic %s bt=%s", line, Backtrace::format(backtrace, sizeof(backtrace)));
  _exit(kPanicked);
}

// For the replaced functions of the C library, whose caller is where the panic is.
#define BENCH_CALLER reinterpret_cast<uintptr_t>(__builtin_return_address(0))

void onFault(int signal, siginfo_t *info, void *context) {
  Fault fault = Fault::read(signal, info, context);
  uintptr_t address = reinterpret_cast<uintptr_t>(info->si_addr);
  if (signal == SIGSEGV && address >= reinterpret_cast<uintptr_t>(running.guardBegin) &&
      address < reinterpret_cast<uintptr_t>(running.guardEnd)) {
    char quoted[64];
    bool plain = strpbrk(running.task, " \"\\") == nullptr && *running.task;
    end(fault.pc, "stack-overflow task=%s",
        plain ? running.task : Monitor::quote(running.task, quoted, sizeof(quoted)));
  }
  bool data = signal == SIGSEGV || signal == SIGBUS;
  end(fault.pc, "guru reason=%s core=%d pc=0x%08x excvaddr=0x%08x", fault.reason, running.core,
      Backtrace::chipAddress(fault.pc), data ? static_cast<uint32_t>(address) : 0);
}

void onWatchdog(int signal, siginfo_t *info, void *context) {
  Fault fault = Fault::read(signal, info, context);
  end(fault.pc, "softwdt epc1=0x%08x", Backtrace::chipAddress(fault.pc));
}

}  // namespace

void Panic::install() {
  Backtrace::prepare();
  guardThread();
  struct sigaction action = {};
  action.sa_sigaction = onFault;
  // SA_NODEFER: a fault inside the handler comes back to it instead of killing the process without a word.
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  for (int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL}) {
    sigaction(signal, &action, nullptr);
  }
  action.sa_sigaction = onWatchdog;
  sigaction(kWatchdogSignal, &action, nullptr);
  // The chip's uncaught exception is a plain abort().
  std::set_terminate([] { abort(); });
}

void Panic::guardThread() {
  // Two threads have one of these: the process's first and the loop task.
  static char stacks[2][kAlternateStack];
  static std::atomic<unsigned> next{0};
  unsigned index = next++;
  if (index >= 2) {
    return;
  }
  guardThread(stacks[index]);
}

void Panic::guardThread(void *alternateStack) {
  stack_t alternate = {};
  alternate.ss_sp = alternateStack;
  alternate.ss_size = kAlternateStack;
  sigaltstack(&alternate, nullptr);
}

void Panic::setThread(const Thread &thread) { running = thread; }

void Panic::heap(const char *text) {
  char quoted[256];
  end(BENCH_CALLER, "heap text=%s", Monitor::quote(text, quoted, sizeof(quoted)));
}

void Panic::watchdog() { end(BENCH_CALLER, "softwdt epc1=0x%08x", Backtrace::chipAddress(BENCH_CALLER)); }

void Panic::restart() {
  RtcMemory::keep();
  Monitor::line("restart");
  _exit(kRestarted);
}

void Panic::sleep(uint64_t boardMicros) {
  RtcMemory::keep();
  RtcMemory::keepCalendar(Clock::board().calendarMicros() + static_cast<int64_t>(boardMicros));
  Monitor::line("sleep %llu", static_cast<unsigned long long>(boardMicros));
  _exit(kAsleep);
}

}  // namespace bench

// The C library's own ends, replaced for the whole program, shared libraries included.
extern "C" {

[[noreturn]] void abort() noexcept {
  bench::end(BENCH_CALLER, "abort pc=0x%08x%s", bench::Backtrace::chipAddress(BENCH_CALLER),
             bench::running.core == 0 ? " core=0" : "");
}

[[noreturn]] void __assert_fail(const char *expression, const char *file, unsigned int line,
                                const char *function) noexcept {
  // "function file:line (expression)", with the file's last name only: esp-idf components/newlib/assert.c.
  const char *slash = strrchr(file, '/');
  char text[384];
  snprintf(text, sizeof(text), "%s %s:%u (%s)", function, slash ? slash + 1 : file, line, expression);
  char quoted[512];
  bench::end(BENCH_CALLER, "assert text=%s", bench::Monitor::quote(text, quoted, sizeof(quoted)));
}

[[noreturn]] void __stack_chk_fail() { bench::end(BENCH_CALLER, "stack-smash"); }

}  // extern "C"
