// Keeps a sketch that polls from burning a processor of the bench, without changing what it sees.
//
// On the chip `while (!client.available()) ;` costs nobody anything. Here several boards share the machine, so a sketch
// that has looked in vain many times in a row is put to sleep for a moment at each further look. The first byte that
// moves ends that.
#pragma once

namespace bench {

class Idle {
 public:
  // A look that found nothing; sleeps after a run of them, or until the descriptor that was looked at has something to
  // read.
  static void look(int descriptor = -1);
  // Bytes moved: the sketch is at work.
  static void busy();
  // Called after each loop(). On the chip an empty loop() runs some hundred thousand times a second.
  static void afterLoop();
};

}  // namespace bench
