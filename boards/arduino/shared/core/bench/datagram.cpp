#include "datagram.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "air.h"
#include "environment.h"

namespace bench {

int openDatagram(uint32_t address, uint16_t port) {
  int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) {
    return -1;
  }
  sockaddr_in local = {};
  local.sin_family = AF_INET;
  local.sin_addr.s_addr = Environment::get().address;
  sockaddr_in peer = {};
  peer.sin_family = AF_INET;
  peer.sin_addr.s_addr = address;
  peer.sin_port = htons(port);
  if (bind(descriptor, reinterpret_cast<sockaddr *>(&local), sizeof(local)) != 0 ||
      connect(descriptor, reinterpret_cast<sockaddr *>(&peer), sizeof(peer)) != 0) {
    close(descriptor);
    return -1;
  }
  Air::inUse();
  return descriptor;
}

}  // namespace bench
