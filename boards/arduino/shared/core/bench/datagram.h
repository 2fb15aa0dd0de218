// UDP sockets of the board.
#pragma once

#include <stdint.h>

namespace bench {

// A non-blocking socket from the board's address, for datagrams to and from one peer (network and host order); -1 when
// the system refuses.
int openDatagram(uint32_t address, uint16_t port);

}  // namespace bench
