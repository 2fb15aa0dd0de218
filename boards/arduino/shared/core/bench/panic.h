// The end of the program, as the chip would end: each way writes one monitor line and leaves. The simulator turns the
// line into the chip's panic text on the UART and into a reset with the right cause.
#pragma once

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

namespace bench {

class Panic {
 public:
  // Catches the processor's faults, on a stack of their own, in the calling thread and, for the handlers, in all.
  static void install();
  // Gives the calling thread an alternate stack, without which its stack overflow could not be handled.
  static void guardThread();
  // The same with a stack of the caller's, of so many bytes.
  static void guardThread(void *alternateStack);
  static constexpr size_t kAlternateStack = 32 * 1024;

  // What a panic says of the calling thread. The name must last as long as the thread.
  struct Thread {
    const char *task;
    int core;
    const void *guardBegin;  // touching memory from here
    const void *guardEnd;    // to here means that the task's stack is used up
  };
  static void setThread(const Thread &thread);

  // Corrupted heap; text is what ESP-IDF prints.
  [[noreturn]] static void heap(const char *text);

  // The watchdog bites, in the thread that it watches: by a call, or by this signal.
  [[noreturn]] static void watchdog();
  static constexpr int kWatchdogSignal = SIGUSR1;

  // ESP.restart(): a reset that the firmware asked for.
  [[noreturn]] static void restart();

  // Deep sleep for so much board time, 0 for good; then the chip starts anew.
  [[noreturn]] static void sleep(uint64_t boardMicros);
};

}  // namespace bench
