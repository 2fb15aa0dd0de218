#include "bench/chip.h"

namespace bench {

const char Chip::kName[] = "esp32";
const int Chip::kPowerOn = 1;  // ESP_RST_POWERON
const int Chip::kWoken = 8;    // ESP_RST_DEEPSLEEP

// "RTC timer: this timer allows time keeping in various sleep modes" (ESP-IDF, System Time).
const bool Chip::kClockRunsOn = true;

// What an ESP32 sketch with Wi-Fi finds free in setup(), by and large: about 290 KiB. Its DRAM is in several regions:
// no single block is larger than the largest of them (ESP.getMaxAllocHeap() after boot). The cost of a block is that of
// ESP-IDF with light poisoning: 4 bytes of TLSF header, 8 and 4 of canaries.
const size_t Chip::kHeap = 290 * 1024;
const size_t Chip::kLargestBlock = 113792;
const size_t Chip::kHeapGrain = 4;
const size_t Chip::kHeapOverhead = 16;

// The chip's loopTask has 8192 bytes (CONFIG_ARDUINO_LOOP_STACK_SIZE). Measured on x86-64 with glibc 2.36: the thread
// itself takes 4.5 KiB of its stack before setup(), and the deepest use of the core, a TLS handshake, 7.4 KiB (about 5
// on the chip). So this leaves the sketch 16 KiB, twice what the chip has, for frames up to twice as large. It is a
// limit of the same kind, not of the same size: a sketch that puts an array of 9 KiB on its stack overflows the chip's
// only.
const size_t Chip::kLoopStack = 20 * 1024;
const uintptr_t Chip::kLoopStackEnd = 0x3ffc5000;

// arduino-esp32 lets the task watchdog watch neither loopTask nor the idle task of its core.
const uint64_t Chip::kWatchdog = 0;

}  // namespace bench
