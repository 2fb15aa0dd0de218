// TCP sockets as the chip's network stack (lwIP) gives them: numbered from 48, sixteen at most, with the chip's error
// numbers.
//
// Every socket is bound to BENCH_IP before it connects, which is how the bench's servers tell boards apart.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

namespace bench {

// A non-blocking TCP socket; -1 with errno when there is none left.
int openTcp();

// An error number of the host as lwIP and newlib of the ESP32 number it, and newlib's text for it.
int chipErrno(int hostErrno);
const char *chipErrorText(int chipErrno);

enum class Connecting {
  kConnected,
  kAtOnce,  // connect() itself failed: no route, no Wi-Fi
  kLater,   // the attempt was answered with an error
  kTimedOut,
};

// Connects to address:port (network and host order), waiting at most so much board time. On failure *error is the
// chip's number. 0.0.0.0, which a failed name resolution leaves behind, and an unlinked board are unreachable.
Connecting connectTcp(int descriptor, uint32_t address, uint16_t port, uint32_t timeoutMilliseconds, int *error);

}  // namespace bench
