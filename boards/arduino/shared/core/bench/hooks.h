// Work of the chip's other tasks that the sketch's task does in its pauses: in delay(), yield() and after loop().
//
// A library (Wi-Fi's events) registers a function; it is never called while it already runs.
#pragma once

namespace bench {

class Hooks {
 public:
  static void add(void (*hook)());
  static void run();
};

}  // namespace bench
