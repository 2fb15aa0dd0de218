// The monitor line: what the program tells the simulator, one line each on file descriptor 3.
//
// Lines: `baud N`, `restart`, `sleep N` (microseconds of board time in deep sleep, 0 for good), `air`, `heap N` (bytes free as an attempt to connect begins),
// `low N` (the least bytes that were free since the start), `panic KIND key=value ...`. A value that holds blanks or quotes is quoted in the style of
// C. Without a descriptor 3 (a program run by hand) the lines go to descriptor 2.
#pragma once

namespace bench {

class Monitor {
 public:
  // Finds out whether descriptor 3 is open. Called first in main(), before the program opens anything that could get
  // that number.
  static void open();
  // Writes one formatted line. Safe in a signal handler as far as snprintf is.
  static void line(const char *format, ...) __attribute__((format(printf, 1, 2)));
  // Copies text into out, quoted and escaped; returns out.
  static char *quote(const char *text, char *out, unsigned size);
};

}  // namespace bench
