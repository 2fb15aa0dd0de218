// The task that runs setup() and loop(), on a stack as short as the chip's.
//
// Frames of a 64-bit host are larger than the chip's, those of its C library much larger, and TLS on it needs more: see
// Chip::kLoopStack for what was measured. The stack lies among the chip's data addresses, above a guard that turns its
// overflow into the chip's panic.
#pragma once

#include <stddef.h>

namespace bench {

class LoopTask {
 public:
  // Starts the task in a thread of its own. False when the system refuses the stack or the thread.
  static bool start();

  // Whether the calling thread is the task.
  static bool here();

  // Bytes of its stack that the task has never used, on the host.
  static size_t untouched();
};

}  // namespace bench
