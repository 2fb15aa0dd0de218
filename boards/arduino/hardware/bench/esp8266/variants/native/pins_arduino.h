// Pin names of the ESP8266, with the D names of the NodeMCU board, so that sketches which name pins compile. No pin is
// wired to anything.
#pragma once

#include <stdint.h>

#define EXTERNAL_NUM_INTERRUPTS 16
#define NUM_DIGITAL_PINS 17
#define NUM_ANALOG_INPUTS 1

#define PIN_A0 (17)
static const uint8_t A0 = PIN_A0;

#define LED_BUILTIN 2
#define BUILTIN_LED LED_BUILTIN

static const uint8_t TX = 1;
static const uint8_t RX = 3;
static const uint8_t SDA = 4;
static const uint8_t SCL = 5;
static const uint8_t SS = 15;
static const uint8_t MOSI = 13;
static const uint8_t MISO = 12;
static const uint8_t SCK = 14;

static const uint8_t D0 = 16;
static const uint8_t D1 = 5;
static const uint8_t D2 = 4;
static const uint8_t D3 = 0;
static const uint8_t D4 = 2;
static const uint8_t D5 = 14;
static const uint8_t D6 = 12;
static const uint8_t D7 = 13;
static const uint8_t D8 = 15;
static const uint8_t D9 = 3;
static const uint8_t D10 = 1;
