// Time, pins and random numbers: the functions that every Arduino core has.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Board time since the start. They do not wrap: sketches subtract them as unsigned long, which has 64 bits here, and a
// value that wrapped at 32 would make that difference wrong. Kept in a uint32_t they wrap, and subtract, as on the
// chip.
unsigned long millis(void);
unsigned long micros(void);

void delay(uint32_t milliseconds);
void delayMicroseconds(uint32_t microseconds);
void yield(void);

// Pins are wired to nothing: an output reads back what was written, an input reads its pull resistor (low without one),
// an analogue input reads 0. An interrupt can be attached, and never comes.
void pinMode(uint8_t pin, uint8_t mode);
void digitalWrite(uint8_t pin, uint8_t value);
int digitalRead(uint8_t pin);
uint16_t analogRead(uint8_t pin);
void analogWrite(uint8_t pin, int value);
void attachInterrupt(uint8_t pin, void (*handler)(void), int mode);
void detachInterrupt(uint8_t pin);

// Reads a pulse: none comes, so this waits for the time-out (microseconds) and returns 0.
unsigned long pulseIn(uint8_t pin, uint8_t state, unsigned long timeout);

#ifdef __cplusplus
}

// From 0 to below howBig; 0 when howBig is 0. Random until randomSeed() was called with another seed than 0, then
// reproducible.
long random(long howBig);
long random(long howSmall, long howBig);
void randomSeed(unsigned long seed);
long map(long value, long fromLow, long fromHigh, long toLow, long toHigh);
uint16_t makeWord(uint16_t value);
uint16_t makeWord(uint8_t high, uint8_t low);
#endif

#define INPUT 0x01
#define OUTPUT 0x03
#define PULLUP 0x04
#define INPUT_PULLUP 0x05
#define PULLDOWN 0x08
#define INPUT_PULLDOWN 0x09
#define OPEN_DRAIN 0x10
#define OUTPUT_OPEN_DRAIN 0x13
#define ANALOG 0xC0

#define LOW 0x0
#define HIGH 0x1

#define RISING 0x01
#define FALLING 0x02
#define CHANGE 0x03
#define ONLOW 0x04
#define ONHIGH 0x05

#define LSBFIRST 0
#define MSBFIRST 1
