// Yielding, by the names of this core.
#include "Arduino.h"
#include "bench/clock.h"
#include "coredecls.h"

extern "C" {

// On the chip these suspend the sketch's task until esp_schedule(); here other tasks' work is done in its pauses.
void esp_yield(void) { yield(); }

void esp_schedule(void) {}

void esp_delay(unsigned long milliseconds) { delay(milliseconds); }

void optimistic_yield(uint32_t intervalMicroseconds) {
  static uint64_t last = 0;
  uint64_t now = bench::Clock::board().micros();
  if (now - last > intervalMicroseconds) {
    last = now;
    yield();
  }
}

// CRC-32/MPEG-2: polynomial 0x04c11db7, most significant bit first, nothing inverted at the end.
uint32_t crc32(const void *bytes, size_t length, uint32_t crc) {
  auto next = static_cast<const uint8_t *>(bytes);
  while (length-- > 0) {
    crc ^= static_cast<uint32_t>(*next++) << 24;
    for (int bit = 0; bit < 8; bit++) {
      uint32_t carry = crc >> 31;
      crc = crc << 1 ^ carry * 0x04c11db7;
    }
  }
  return crc;
}

}  // extern "C"
