#include "monitor.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

namespace bench {

namespace {

constexpr int kMonitor = 3;
int output = STDERR_FILENO;

}  // namespace

void Monitor::open() {
  int flags = fcntl(kMonitor, F_GETFL);
  bool writable = flags != -1 && (flags & O_ACCMODE) != O_RDONLY;
  if (writable) {
    output = kMonitor;
    fcntl(kMonitor, F_SETFD, FD_CLOEXEC);
  } else if (flags == -1) {
    // Keep the number taken: a socket of the sketch must never be descriptor 3.
    int null = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (null >= 0 && null != kMonitor) {
      dup3(null, kMonitor, O_CLOEXEC);
      close(null);
    }
  }
}

void Monitor::line(const char *format, ...) {
  char text[4096];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text, sizeof(text) - 1, format, arguments);
  va_end(arguments);
  if (length < 0) {
    return;
  }
  if (length > static_cast<int>(sizeof(text)) - 2) {
    length = sizeof(text) - 2;
  }
  text[length++] = '\n';
  // One write: a line is never torn, and a reader that is gone must not stop the program.
  ssize_t ignored = write(output, text, length);
  (void)ignored;
}

char *Monitor::quote(const char *text, char *out, unsigned size) {
  char *next = out;
  char *last = out + size - 6;
  *next++ = '"';
  for (; *text && next < last; text++) {
    unsigned char c = *text;
    if (c == '"' || c == '\\') {
      *next++ = '\\';
      *next++ = c;
    } else if (c == '\n' || c == '\r' || c == '\t') {
      *next++ = '\\';
      *next++ = c == '\n' ? 'n' : c == '\r' ? 'r' : 't';
    } else if (c < 0x20 || c == 0x7f) {
      next += snprintf(next, 5, "\\x%02x", c);
    } else {
      *next++ = c;
    }
  }
  *next++ = '"';
  *next = 0;
  return out;
}

}  // namespace bench
