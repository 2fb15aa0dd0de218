// Reading the chip's registers by address. One of them can be read here: the random number generator's, which is what
// libraries read for a seed.
#pragma once

#include <stdint.h>

// ESP32 Technical Reference Manual, random number generator: RNG_DATA_REG.
#define WDEV_RND_REG 0x3FF75144

#define REG_READ(address) benchReadRegister(address)
#define READ_PERI_REG(address) benchReadRegister(address)

#ifdef __cplusplus
extern "C" {
#endif

// The register's value. Any other register than WDEV_RND_REG ends the program with a panic: a value that the chip would
// not have had would be worse.
uint32_t benchReadRegister(uint32_t address);

#ifdef __cplusplus
}
#endif
