// UART0 as the process has it: bytes to the board on file descriptor 0, bytes from the board on file descriptor 1.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace bench {

class Uart {
 public:
  // Bytes that can be read without waiting.
  static size_t waiting();
  // Reads what is waiting, at most size bytes; 0 when nothing is, also after the end of the input.
  static size_t read(uint8_t *buffer, size_t size);
  // Writes all of the bytes, in as few write(2) calls as the descriptor allows. When nobody listens they are dropped,
  // as on a wire.
  static void write(const void *bytes, size_t count);
  // True when the other side has closed the input and all of it was read.
  static bool ended();
};

}  // namespace bench
