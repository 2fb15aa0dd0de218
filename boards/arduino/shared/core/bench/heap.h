// The board's heap: as small as the chip's, and guarded like it.
//
// malloc and its kin are replaced for the whole program, shared libraries included, so that mbedTLS is counted too.
// Counting begins just before setup(): what the C library, and the sketch's global objects, took before that is not the
// board's. What a block costs beyond its size is the chip's matter: see Chip.
//
// Each block lies between two words that free() and realloc() check: a write past either end ends in the chip's CORRUPT
// HEAP panic.
//
// Not modelled: fragmentation. Host structures are larger than the chip's (pointers have 8 bytes).
#pragma once

#include <stddef.h>

namespace bench {

class Heap {
 public:
  // Starts to count, against so many free bytes.
  static void arm(size_t bytes);

  static size_t size();     // what was free when counting began
  static size_t free();     // what is free now
  static size_t lowest();   // the least that was free since
  static size_t largest();  // the largest block that can be had now

  // Tells the simulator the least that was free, if that is less than when it was told last. Called where the sketch
  // waits, so that what a handshake took at its worst is known as soon as it is over.
  static void tell();
};

}  // namespace bench
