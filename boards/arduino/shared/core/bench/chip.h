// What differs between the chips whose sketches this core runs. Each chip's own core defines the values, in chip.cpp.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace bench {

class Chip {
 public:
  static const char kName[];  // as BENCH_CHIP names it
  static const int kPowerOn;  // the number of the reset reason "power on"
  static const int kWoken;    // that of the end of a deep sleep

  // The calendar goes on in deep sleep.
  static const bool kClockRunsOn;

  // Bytes that a sketch with Wi-Fi finds free in setup(), and the largest block that it can have of them. Each block
  // costs its size, rounded up to kHeapGrain, plus kHeapOverhead.
  static const size_t kHeap;
  static const size_t kLargestBlock;
  static const size_t kHeapGrain;
  static const size_t kHeapOverhead;

  // The stack of the task that runs setup() and loop(): bytes on the host, and its upper end, where the chip has it.
  static const size_t kLoopStack;
  static const uintptr_t kLoopStackEnd;

  // Microseconds of board time after which a sketch that does not yield is reset; 0: never.
  static const uint64_t kWatchdog;
};

}  // namespace bench
