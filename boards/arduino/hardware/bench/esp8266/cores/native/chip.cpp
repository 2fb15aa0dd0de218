#include "bench/chip.h"

namespace bench {

const char Chip::kName[] = "esp8266";
const int Chip::kPowerOn = 0;  // REASON_DEFAULT_RST
const int Chip::kWoken = 5;    // REASON_DEEP_SLEEP_AWAKE

// After each start the core's calendar begins with 1970.
const bool Chip::kClockRunsOn = false;

// What a sketch with Wi-Fi finds free in setup(): 45 to 50 KB, in one piece. A block of the core's umm_malloc is a
// multiple of 8 bytes, 4 of them its header.
const size_t Chip::kHeap = 48 * 1024;
const size_t Chip::kLargestBlock = kHeap;
const size_t Chip::kHeapGrain = 8;
const size_t Chip::kHeapOverhead = 4;

// The chip's sketch task ("cont") has 4096 bytes, and BearSSL a second stack of its own. Here TLS runs on the sketch's
// stack, and frames of a 64-bit host are larger. Measured on x86-64 with glibc 2.36 and BearSSL 0.6: the thread itself
// takes 4.5 KiB before setup(), the deepest use of the core, a handshake with RSA-4096 included, 10.6 KiB with that. So
// this leaves the sketch twice what the chip has. It is a limit of the same kind as the chip's, not of the same size.
const size_t Chip::kLoopStack = 20 * 1024;
const uintptr_t Chip::kLoopStackEnd = 0x40000000;

// The software watchdog of the SDK.
const uint64_t Chip::kWatchdog = 3'200'000;

}  // namespace bench
