// UART0 as the process has it: bytes to the board on file descriptor 0, bytes from the board on file descriptor 1.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace bench {

class Uart {
 public:
  // Bytes that can be read without waiting. Called by the sketch only: see read().
  static size_t waiting();
  // Reads what is waiting, at most size bytes; 0 when nothing is. With BENCH_EXIT_ON_EOF a look at an input that has
  // ended, and was read to its end, ends the program: commands that came before the end are thus obeyed first.
  static size_t read(uint8_t *buffer, size_t size);
  // Writes all of the bytes, in as few write(2) calls as the descriptor allows. When nobody listens they are dropped,
  // as on a wire.
  static void write(const void *bytes, size_t count);
  // True when the other side has closed the input and all of it was read.
  static bool ended();
};

}  // namespace bench
