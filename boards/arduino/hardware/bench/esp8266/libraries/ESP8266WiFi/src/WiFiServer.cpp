#include "WiFiServer.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/idle.h"
#include "bench/socket.h"
#include "bench/station.h"
#include "tcp_socket.h"

namespace {

// A socket that listens on the board's own address; -1 when there is none. Never on 0.0.0.0: that would be all of the
// host's.
int listenOn(uint32_t address, uint16_t port, int backlog) {
  int descriptor = address ? bench::openTcp() : -1;
  if (descriptor < 0) {
    return -1;
  }
  int reuse = 1;
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof(reuse));
  sockaddr_in local = {};
  local.sin_family = AF_INET;
  local.sin_port = htons(port);
  local.sin_addr.s_addr = address;
  if (bind(descriptor, reinterpret_cast<sockaddr *>(&local), sizeof(local)) != 0 || listen(descriptor, backlog) != 0) {
    ::close(descriptor);
    return -1;
  }
  return descriptor;
}

}  // namespace

void WiFiServer::begin(uint16_t port, uint8_t backlog) {
  stop();
  port_ = port ? port : port_;
  listener_ = listenOn(bench::Station::address(), port_, backlog);
}

void WiFiServer::stop() {
  if (listener_ >= 0) {
    ::close(listener_);
    listener_ = -1;
  }
}

bool WiFiServer::hasClient() {
  pollfd input = {listener_, POLLIN, 0};
  return listener_ >= 0 && poll(&input, 1, 0) == 1;
}

WiFiClient WiFiServer::accept() {
  int descriptor = listener_ >= 0 ? accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC) : -1;
  if (descriptor < 0) {
    bench::Idle::look(listener_);
    return WiFiClient();
  }
  WiFiClient client(std::make_shared<TcpSocket>(descriptor));
  client.setNoDelay(noDelay_);
  return client;
}

WiFiClient WiFiServer::available(uint8_t *) { return accept(); }
