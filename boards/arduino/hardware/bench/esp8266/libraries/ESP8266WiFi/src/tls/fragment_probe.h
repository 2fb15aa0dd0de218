// Asks a server whether it would keep to a maximum fragment length (RFC 6066, section 4).
#pragma once

#include <stdint.h>

#include "IPAddress.h"

namespace bench::tls {

// Sends a ClientHello that asks for records of so many bytes (512, 1024, 2048 or 4096), with the name unless it is
// null, and looks whether the ServerHello agrees. Waits at most 5 s each for the connection and the answer. The hello
// is the same each time, its random number included, as on the chip: nothing is ever encrypted with it.
bool probeFragmentLength(const IPAddress &address, uint16_t port, const char *name, uint16_t length);

}  // namespace bench::tls
