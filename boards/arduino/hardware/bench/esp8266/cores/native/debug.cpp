#include "debug.h"

#include "Arduino.h"

void hexdump(const void *memory, uint32_t length, uint8_t columns) {
  const uint8_t *bytes = static_cast<const uint8_t *>(memory);
  for (uint32_t place = 0; place < length; place++) {
    if (place % (columns ? columns : 16) == 0) {
      Serial.printf("%s%04x:", place ? "\n" : "", static_cast<unsigned>(place));
    }
    Serial.printf(" %02x", bytes[place]);
  }
  Serial.println();
}
