// Backtraces as the chip prints them: pairs of program counter and stack pointer, 32 bits each.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace bench {

class Backtrace {
 public:
  // Loads what the unwinder needs, so that a later capture neither allocates nor opens files.
  static void prepare();

  // The address as a 32-bit one. The program lies where the ESP32 maps its own, and keeps its addresses; those of
  // shared libraries move to where the chip has its ROM (0x4000'0000), which is also where the chip keeps memcpy and
  // strlen.
  static uint32_t chipAddress(uintptr_t address);

  // Collects the call stack of the caller. Frames above the one whose program counter is `from` (the panic's own) are
  // left out; 0 keeps all. Over a broken stack this may fault: what was collected until then stays.
  static void capture(uintptr_t from);

  // Writes what was captured as 0xPC:0xSP,0xPC:0xSP and returns out.
  static char *format(char *out, size_t size);
};

}  // namespace bench
