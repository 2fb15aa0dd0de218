#include "silence.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bench {

namespace {

// Sockets of the board are numbered from 48 to 63; what libraries open besides comes lower.
constexpr int kFirst = 5;
constexpr int kEnd = 128;

// CONFIG_LWIP_TCP_SND_BUF_DEFAULT of ESP-IDF, in bytes. Linux doubles what it is told, for its own needs.
constexpr int kSendBuffer = 5744;

// The other ends of dead connections. They stay open as long as the program's own ends do, and are looked through at
// the next loss.
constexpr int kMost = 64;
int ends[kMost];
int count = 0;

int option(int descriptor, int name) {
  int value = -1;
  socklen_t length = sizeof(value);
  return getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 ? value : -1;
}

bool hasPeer(int descriptor) {
  sockaddr_in peer;
  socklen_t length = sizeof(peer);
  return getpeername(descriptor, reinterpret_cast<sockaddr *>(&peer), &length) == 0;
}

// Moves what had arrived to where it will be read. A signal handler has one stack to share: the buffer is none of it.
void carryOver(int from, int to) {
  static char buffer[4096];
  for (;;) {
    ssize_t taken = recv(from, buffer, sizeof(buffer), MSG_DONTWAIT);
    if (taken == 0) {
      shutdown(to, SHUT_WR);  // the peer had ended before
    }
    if (taken <= 0 || send(to, buffer, taken, MSG_DONTWAIT | MSG_NOSIGNAL) != taken) {
      return;
    }
  }
}

// Leaves no room, so that a connection that is being made never is.
void fill(int descriptor) {
  static const char nothing[4096] = {};
  while (send(descriptor, nothing, sizeof(nothing), MSG_DONTWAIT | MSG_NOSIGNAL) > 0) {
  }
}

// Lets go of the ends that nobody has the other one of.
void tidy() {
  int kept = 0;
  for (int i = 0; i < count; i++) {
    char byte;
    if (recv(ends[i], &byte, 1, MSG_DONTWAIT | MSG_PEEK) == 0) {
      close(ends[i]);
    } else {
      ends[kept++] = ends[i];
    }
  }
  count = kept;
}

void kill(int descriptor) {
  int type = option(descriptor, SO_TYPE);
  bool connected = hasPeer(descriptor);
  int pair[2];
  if ((type != SOCK_STREAM && !connected) || count == kMost ||
      socketpair(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) != 0) {
    return;
  }
  setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &kSendBuffer, sizeof(kSendBuffer));
  if (connected) {
    carryOver(descriptor, pair[1]);
  } else {
    fill(pair[0]);
  }
  dup3(pair[0], descriptor, O_CLOEXEC);
  close(pair[0]);
  ends[count++] = pair[1];
}

}  // namespace

void Silence::fall() {
  int error = errno;
  tidy();
  for (int descriptor = kFirst; descriptor < kEnd; descriptor++) {
    if (option(descriptor, SO_DOMAIN) == AF_INET && option(descriptor, SO_ACCEPTCONN) == 0) {
      kill(descriptor);
    }
  }
  errno = error;
}

}  // namespace bench
