#include "uart.h"

#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "environment.h"
#include "idle.h"

namespace bench {

namespace {

size_t count() {
  int bytes = 0;
  return ioctl(STDIN_FILENO, FIONREAD, &bytes) == 0 ? bytes : 0;
}

bool readable() {
  pollfd input = {STDIN_FILENO, POLLIN, 0};
  return poll(&input, 1, 0) == 1 && (input.revents & POLLIN);
}

// The sketch looked for a byte and there is none: the end, if there will be none ever.
void foundNothing() {
  if (Environment::get().exitOnEof && Uart::ended()) {
    _exit(0);
  }
}

}  // namespace

size_t Uart::waiting() {
  size_t bytes = count();
  if (bytes == 0) {
    foundNothing();
  }
  return bytes;
}

size_t Uart::read(uint8_t *buffer, size_t size) {
  // The descriptor may be shared with other processes, so it stays as blocking as it was: ask before each read.
  ssize_t bytes = size > 0 && readable() ? ::read(STDIN_FILENO, buffer, size) : 0;
  if (bytes <= 0) {
    foundNothing();
    return 0;
  }
  Idle::busy();
  return bytes;
}

void Uart::write(const void *bytes, size_t left) {
  const char *next = static_cast<const char *>(bytes);
  while (left > 0) {
    ssize_t written = ::write(STDOUT_FILENO, next, left);
    if (written < 0) {
      if (errno == EINTR) {
        continue;
      }
      if (errno != EAGAIN) {
        return;
      }
      pollfd output = {STDOUT_FILENO, POLLOUT, 0};
      poll(&output, 1, -1);
      continue;
    }
    next += written;
    left -= written;
  }
  Idle::busy();
}

bool Uart::ended() {
  pollfd input = {STDIN_FILENO, POLLIN, 0};
  if (poll(&input, 1, 0) != 1) {
    return false;
  }
  return (input.revents & (POLLIN | POLLHUP | POLLERR)) && count() == 0;
}

}  // namespace bench
