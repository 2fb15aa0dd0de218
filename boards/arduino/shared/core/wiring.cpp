#include "wiring.h"

#include <stdlib.h>
#include <sys/random.h>

#include "bench/clock.h"
#include "bench/hooks.h"
#include "bench/timers.h"
#include "bench/watchdog.h"

namespace {

constexpr unsigned kPins = 64;

uint8_t modes[kPins];
uint8_t levels[kPins];

bool seeded = false;

uint32_t anyNumber() {
  uint32_t value = 0;
  if (getrandom(&value, sizeof(value), 0) != sizeof(value)) {
    abort();
  }
  return value;
}

// Waits for what is to be called before the end of a pause, and calls it.
void pauseForTimers(uint64_t end) {
  bench::Clock &clock = bench::Clock::board();
  for (uint64_t due = bench::Timers::due(); due < end; due = bench::Timers::due()) {
    uint64_t now = clock.micros();
    if (due > now) {
      clock.sleep(due - now);
    }
    bench::Timers::run();
  }
}

}  // namespace

extern "C" {

unsigned long millis(void) { return micros() / 1000; }

unsigned long micros(void) {
  uint64_t now = bench::Clock::board().micros();
  bench::Watchdog::look(now);
  return now;
}

void delay(uint32_t milliseconds) {
  bench::Clock &clock = bench::Clock::board();
  uint64_t length = static_cast<uint64_t>(milliseconds) * 1000;
  if (bench::Timers::due() != UINT64_MAX) {
    uint64_t end = clock.micros() + length;
    pauseForTimers(end);
    uint64_t now = clock.micros();
    length = now < end ? end - now : 0;
  }
  clock.sleep(length);
  bench::Hooks::run();
  bench::Timers::run();
}

void delayMicroseconds(uint32_t microseconds) { bench::Clock::board().sleep(microseconds); }

void yield(void) {
  bench::Hooks::run();
  bench::Timers::run();
}

void pinMode(uint8_t pin, uint8_t mode) {
  if (pin < kPins) {
    modes[pin] = mode;
  }
}

void digitalWrite(uint8_t pin, uint8_t value) {
  if (pin < kPins) {
    levels[pin] = value ? HIGH : LOW;
  }
}

int digitalRead(uint8_t pin) {
  if (pin >= kPins) {
    return LOW;
  }
  bool output = (modes[pin] & OUTPUT) == OUTPUT;
  bool pulledUp = modes[pin] & PULLUP;
  return output ? levels[pin] : pulledUp ? HIGH : LOW;
}

uint16_t analogRead(uint8_t) { return 0; }

void analogWrite(uint8_t, int) {}

void attachInterrupt(uint8_t, void (*)(void), int) {}

void detachInterrupt(uint8_t) {}

unsigned long pulseIn(uint8_t, uint8_t, unsigned long timeout) {
  bench::Clock::board().sleep(timeout);
  return 0;
}

}  // extern "C"

long random(long howBig) {
  if (howBig == 0) {
    return 0;
  }
  uint32_t value = seeded ? static_cast<uint32_t>(::random()) : anyNumber();
  // howBig may be negative: the chip's remainder then has the sign of the number, which is not.
  return value % static_cast<uint32_t>(labs(howBig));
}

long random(long howSmall, long howBig) { return howSmall >= howBig ? howSmall : random(howBig - howSmall) + howSmall; }

void randomSeed(unsigned long seed) {
  if (seed != 0) {
    srandom(seed);
    seeded = true;
  }
}

long map(long value, long fromLow, long fromHigh, long toLow, long toHigh) {
  long run = fromHigh - fromLow;
  if (run == 0) {
    return -1;
  }
  long rise = toHigh - toLow;
  return (value - fromLow) * rise / run + toLow;
}

uint16_t makeWord(uint16_t value) { return value; }

uint16_t makeWord(uint8_t high, uint8_t low) { return static_cast<uint16_t>(high << 8 | low); }
