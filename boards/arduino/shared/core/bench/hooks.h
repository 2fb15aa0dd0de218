// Work of the chip's other tasks that the sketch's task does in its pauses: in delay(), yield() and after loop().
//
// A library (Wi-Fi's events) registers a function; it is never called while it already runs. The sketch's task is the
// one of setup() and loop(): others, which a chip's core may have, only pass by.
#pragma once

namespace bench {

class Hooks {
 public:
  static void add(void (*hook)());
  static void run();

  // Where a task can be held, or ended, because another one said so: in every pause, of every task. The chip's core
  // says what happens there.
  static void onCheckpoint(void (*check)());
  static void checkpoint();
};

}  // namespace bench
