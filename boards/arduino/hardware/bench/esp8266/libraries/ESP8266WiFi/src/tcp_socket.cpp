#include "tcp_socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/clock.h"
#include "bench/idle.h"
#include "bench/socket.h"

namespace {

using NameOf = int (*)(int, sockaddr *, socklen_t *);

sockaddr_in ask(NameOf nameOf, int descriptor) {
  sockaddr_in name = {};
  socklen_t length = sizeof(name);
  nameOf(descriptor, reinterpret_cast<sockaddr *>(&name), &length);
  return name;
}

// What a transfer that moved nothing means.
ssize_t verdict() { return errno == EAGAIN || errno == EINTR ? TcpSocket::kNothingYet : TcpSocket::kEnded; }

}  // namespace

bool TcpSocket::connect(const IPAddress &address, uint16_t port, uint32_t timeoutMilliseconds) {
  close();
  int fresh = bench::openTcp();
  int error;
  if (fresh < 0) {
    return false;
  }
  if (bench::connectTcp(fresh, address, port, timeoutMilliseconds, &error) != bench::Connecting::kConnected) {
    ::close(fresh);
    return false;
  }
  descriptor_ = fresh;
  return true;
}

void TcpSocket::close() {
  if (isOpen()) {
    ::close(descriptor_);
    descriptor_ = -1;
  }
}

bool TcpSocket::isEstablished() {
  if (!isOpen()) {
    return false;
  }
  pollfd state = {descriptor_, POLLRDHUP, 0};
  return poll(&state, 1, 0) == 0;
}

ssize_t TcpSocket::receive(void *buffer, size_t size) {
  ssize_t count = recv(descriptor_, buffer, size, MSG_DONTWAIT);
  if (count > 0) {
    bench::Idle::busy();
    return count;
  }
  ssize_t result = count == 0 ? kEnded : verdict();
  bench::Idle::look(result == kNothingYet ? descriptor_ : -1);
  return result;
}

ssize_t TcpSocket::send(const void *bytes, size_t count) {
  ssize_t sent = ::send(descriptor_, bytes, count, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent >= 0) {
    bench::Idle::busy();
    return sent;
  }
  return verdict();
}

size_t TcpSocket::waiting() {
  int count = 0;
  if (!isOpen() || ioctl(descriptor_, FIONREAD, &count) != 0 || count <= 0) {
    bench::Idle::look(descriptor_);
    return 0;
  }
  return count;
}

int TcpSocket::peek() {
  uint8_t byte;
  return isOpen() && recv(descriptor_, &byte, 1, MSG_DONTWAIT | MSG_PEEK) == 1 ? byte : -1;
}

void TcpSocket::wait(short events, uint64_t boardMicros, bool inHandshake) {
  bench::Clock &clock = bench::Clock::board();
  if (inHandshake) {
    clock.waitInHandshake(descriptor_, events, boardMicros);
  } else {
    clock.wait(descriptor_, events, boardMicros);
  }
}

bool TcpSocket::setOption(int level, int option, int value) {
  return isOpen() && setsockopt(descriptor_, level, option, &value, sizeof(value)) == 0;
}

IPAddress TcpSocket::remoteAddress() const { return IPAddress(ask(getpeername, descriptor_).sin_addr.s_addr); }

uint16_t TcpSocket::remotePort() const { return ntohs(ask(getpeername, descriptor_).sin_port); }

IPAddress TcpSocket::localAddress() const { return IPAddress(ask(getsockname, descriptor_).sin_addr.s_addr); }

uint16_t TcpSocket::localPort() const { return ntohs(ask(getsockname, descriptor_).sin_port); }
