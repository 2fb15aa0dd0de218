#include "socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "air.h"
#include "clock.h"
#include "environment.h"
#include "heap.h"
#include "monitor.h"
#include "station.h"

namespace bench {

namespace {

// LWIP_SOCKET_OFFSET and CONFIG_LWIP_MAX_SOCKETS of arduino-esp32: descriptors 48 to 63.
constexpr int kFirst = 48;
constexpr int kCount = 16;

struct ErrorName {
  int host;
  int chip;
  const char *text;
};

// newlib's numbers and texts, which differ from Linux's. lwIP reports a refused connection as a reset one.
const ErrorName kErrors[] = {
    {ECONNREFUSED, 104, "Connection reset by peer"},
    {ECONNRESET, 104, "Connection reset by peer"},
    {ECONNABORTED, 113, "Software caused connection abort"},
    {ETIMEDOUT, 116, "Connection timed out"},
    {EHOSTUNREACH, 118, "Host is unreachable"},
    {ENETUNREACH, 118, "Host is unreachable"},
    {EINPROGRESS, 119, "Connection already in progress"},
    {ENOTCONN, 128, "Socket is not connected"},
    {EAGAIN, 11, "No more processes"},
    {EBADF, 9, "Bad file number"},
    {ENFILE, 23, "Too many open files in system"},
    {EPIPE, 32, "Broken pipe"},
};

int bindToBoard(int descriptor) {
  uint32_t source = Environment::get().address;
  if (source == 0) {
    return 0;
  }
  // Do not take a port yet: connect() can then reuse one that is in TIME_WAIT towards another peer.
  int enable = 1;
  setsockopt(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &enable, sizeof(enable));
  sockaddr_in local = {};
  local.sin_family = AF_INET;
  local.sin_addr.s_addr = source;
  return bind(descriptor, reinterpret_cast<sockaddr *>(&local), sizeof(local));
}

}  // namespace

int openTcp() {
  int low = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
  if (low < 0) {
    return -1;
  }
  int descriptor = fcntl(low, F_DUPFD_CLOEXEC, kFirst);
  close(low);
  if (descriptor >= kFirst + kCount) {
    close(descriptor);
    errno = ENFILE;
    return -1;
  }
  return descriptor;
}

int chipErrno(int hostErrno) {
  for (const ErrorName &error : kErrors) {
    if (error.host == hostErrno) {
      return error.chip;
    }
  }
  return hostErrno;
}

const char *chipErrorText(int chipErrno) {
  for (const ErrorName &error : kErrors) {
    if (error.chip == chipErrno) {
      return error.text;
    }
  }
  return strerror(chipErrno);
}

// Where a sketch goes that tries without TLS.
constexpr uint16_t kWebPort = 80;

Connecting connectTcp(int descriptor, uint32_t address, uint16_t port, uint32_t timeoutMilliseconds, int *error) {
  Monitor::line("heap %zu", Heap::free());
  Heap::tell();
  if (address == 0 || !Station::online()) {
    *error = chipErrno(EHOSTUNREACH);
    return Connecting::kAtOnce;
  }
  Air::inUse();
  sockaddr_in remote = {};
  remote.sin_family = AF_INET;
  remote.sin_addr.s_addr = address;
  const bool clear = port == kWebPort && address == Environment::get().http;
  remote.sin_port = htons(clear ? Environment::get().httpPort : port);
  if (bindToBoard(descriptor) != 0 ||
      (connect(descriptor, reinterpret_cast<sockaddr *>(&remote), sizeof(remote)) != 0 && errno != EINPROGRESS)) {
    *error = chipErrno(errno);
    // Loopback answers a refused connection at once; on a network the answer comes later.
    return errno == ECONNREFUSED ? Connecting::kLater : Connecting::kAtOnce;
  }
  if (Clock::board().waitInHandshake(descriptor, POLLOUT, static_cast<uint64_t>(timeoutMilliseconds) * 1000) == 0) {
    return Connecting::kTimedOut;
  }
  int host = 0;
  socklen_t length = sizeof(host);
  getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &host, &length);
  *error = chipErrno(host);
  return host == 0 ? Connecting::kConnected : Connecting::kLater;
}

}  // namespace bench
