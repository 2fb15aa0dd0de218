// What the ESP8266's core has for looking into memory.
#pragma once

#include <stdint.h>

// Prints bytes on Serial in hexadecimal digits, so many to a line, each line behind its place. The layout is this
// project's.
void hexdump(const void *memory, uint32_t length, uint8_t columns = 16);
