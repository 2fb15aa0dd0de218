#include "NetworkServer.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/idle.h"
#include "bench/socket.h"
#include "bench/station.h"

void NetworkServer::begin(uint16_t port) {
  if (listener_ >= 0) {
    return;
  }
  if (port) {
    port_ = port;
  }
  int descriptor = bench::openTcp();
  if (descriptor < 0) {
    return;
  }
  int enable = 1;
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &enable, sizeof(enable));
  sockaddr_in local = {};
  local.sin_family = AF_INET;
  local.sin_addr.s_addr = bench::Station::address();
  local.sin_port = htons(port_);
  // Without an address there is nothing to listen on: 0.0.0.0 would be all of the host's.
  bool bound = local.sin_addr.s_addr != 0 && bind(descriptor, reinterpret_cast<sockaddr *>(&local), sizeof(local)) == 0;
  if (!bound || listen(descriptor, backlog_) != 0) {
    log_e("listening on port %u failed", port_);
    ::close(descriptor);
    return;
  }
  listener_ = descriptor;
}

void NetworkServer::end() {
  if (listener_ >= 0) {
    ::close(listener_);
    listener_ = -1;
  }
}

NetworkClient NetworkServer::accept() {
  if (listener_ < 0) {
    return NetworkClient();
  }
  int descriptor = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (descriptor < 0) {
    bench::Idle::look(listener_);
    return NetworkClient();
  }
  NetworkClient client(descriptor);
  client.setNoDelay(noDelay_);
  return client;
}

bool NetworkServer::hasClient() {
  pollfd input = {listener_, POLLIN, 0};
  return listener_ >= 0 && poll(&input, 1, 0) == 1;
}
