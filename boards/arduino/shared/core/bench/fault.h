// What the processor says about a fault, put into the words of the ESP32.
#pragma once

#include <signal.h>
#include <stdint.h>

namespace bench {

struct Fault {
  uintptr_t pc;
  uintptr_t sp;
  const char *reason;  // an Xtensa exception's name

  // Reads the fault of a signal handler's arguments.
  static Fault read(int signal, const siginfo_t *info, void *context);
};

}  // namespace bench
