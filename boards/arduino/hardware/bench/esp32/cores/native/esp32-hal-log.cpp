#include "esp32-hal-log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/uart.h"
#include "wiring.h"

extern "C" {

const char *pathToFileName(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

uint32_t benchLogTime(void) { return millis(); }

int log_printf(const char *format, ...) {
  // Most lines are short; only a long one takes from the heap.
  char brief[256];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(brief, sizeof(brief), format, arguments);
  va_end(arguments);
  if (length < static_cast<int>(sizeof(brief))) {
    bench::Uart::write(brief, length < 0 ? 0 : length);
    return length;
  }
  char *text = static_cast<char *>(malloc(length + 1));
  if (!text) {
    return 0;
  }
  va_start(arguments, format);
  vsnprintf(text, length + 1, format, arguments);
  va_end(arguments);
  bench::Uart::write(text, length);
  free(text);
  return length;
}

}  // extern "C"
