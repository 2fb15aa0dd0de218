// What Arduino.h gives a sketch on every chip; each chip's own Arduino.h includes it.
#pragma once

#include <assert.h>
#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pgmspace.h"
#include "pins_arduino.h"
#include "stdlib_noniso.h"
#include "wiring.h"

#define PI 3.1415926535897932384626433832795
#define HALF_PI 1.5707963267948966192313216916398
#define TWO_PI 6.283185307179586476925286766559
#define DEG_TO_RAD 0.017453292519943295769236907684886
#define RAD_TO_DEG 57.295779513082320876798154814105
#define EULER 2.718281828459045235360287471352

#define constrain(value, low, high) ((value) < (low) ? (low) : ((value) > (high) ? (high) : (value)))
#define radians(degrees) ((degrees) * DEG_TO_RAD)
#define degrees(radians) ((radians) * RAD_TO_DEG)
#define sq(x) ((x) * (x))
#define _min(a, b) ((a) < (b) ? (a) : (b))
#define _max(a, b) ((a) > (b) ? (a) : (b))

#define lowByte(word) ((uint8_t)((word) & 0xff))
#define highByte(word) ((uint8_t)((word) >> 8))
#define bitRead(value, bit) (((value) >> (bit)) & 0x01)
#define bitSet(value, bit) ((value) |= (1UL << (bit)))
#define bitClear(value, bit) ((value) &= ~(1UL << (bit)))
#define bitToggle(value, bit) ((value) ^= (1UL << (bit)))
#define bitWrite(value, bit, set) ((set) ? bitSet(value, bit) : bitClear(value, bit))
#define bit(b) (1UL << (b))
#define _BV(b) (1UL << (b))

// No interrupt ever comes, so there is nothing to hold off.
#define interrupts() \
  do {               \
  } while (0)
#define noInterrupts() \
  do {                 \
  } while (0)
#define digitalPinToInterrupt(pin) (pin)
#define clockCyclesPerMicrosecond() (F_CPU / 1000000L)

typedef bool boolean;
typedef uint8_t byte;
typedef unsigned int word;

void setup(void);
void loop(void);

#ifdef __cplusplus

#include <algorithm>
#include <cmath>

// Functions, as in the cores: min(1, 2L) does not compile there either.
using std::abs;
using std::isinf;
using std::isnan;
using std::max;
using std::min;
using std::round;

#define word(...) makeWord(__VA_ARGS__)

#endif
