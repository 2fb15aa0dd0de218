#include "StreamString.h"

size_t StreamString::write(const uint8_t *bytes, size_t count) {
  return concat(reinterpret_cast<const char *>(bytes), count) ? count : 0;
}

int StreamString::read() {
  int byte = peek();
  if (byte >= 0) {
    remove(0, 1);
  }
  return byte;
}
