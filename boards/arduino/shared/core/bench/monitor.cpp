#include "monitor.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

namespace bench {

namespace {

constexpr int kMonitor = 3;
int output = STDERR_FILENO;

// A task's stack may be short, so only a panic gets room for a long line.
constexpr size_t kBrief = 128;
constexpr size_t kLongest = 4096;

// One write: a line is never torn, and a reader that is gone must not stop the program.
void put(const char *line, size_t length) {
  ssize_t ignored = write(output, line, length);
  (void)ignored;
}

__attribute__((noinline)) void writeLong(const char *format, va_list arguments) {
  char text[kLongest];
  int length = vsnprintf(text, sizeof(text) - 1, format, arguments);
  length = length < static_cast<int>(sizeof(text)) - 2 ? length : sizeof(text) - 2;
  text[length++] = '\n';
  put(text, length);
}

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
  char text[kBrief];
  va_list arguments;
  va_start(arguments, format);
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(text, sizeof(text), format, arguments);
  if (length >= static_cast<int>(sizeof(text))) {
    writeLong(format, again);
  } else if (length >= 0) {
    text[length] = '\n';
    put(text, length + 1);
  }
  va_end(again);
  va_end(arguments);
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
