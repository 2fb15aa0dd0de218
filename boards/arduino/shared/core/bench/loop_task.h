// The task that runs setup() and loop(), on a stack as short as the chip's.
//
// The chip's loopTask has 8192 bytes (CONFIG_ARDUINO_LOOP_STACK_SIZE). Frames of a 64-bit host are larger, those of its
// C library much larger, and mbedTLS on it needs more: see kStack in the .cpp for what was measured. The stack lies at
// 0x3ffb0000, among the chip's data addresses, above a guard that turns its overflow into the chip's panic.
#pragma once

#include <stddef.h>

namespace bench {

class LoopTask {
 public:
  // Starts the task in a thread of its own. False when the system refuses the stack or the thread.
  static bool start();

  // Bytes of its stack that the task has never used, on the host.
  static size_t untouched();
};

}  // namespace bench
