#include "uart.h"

#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "idle.h"

namespace bench {

namespace {

bool readable() {
  pollfd input = {STDIN_FILENO, POLLIN, 0};
  return poll(&input, 1, 0) == 1 && (input.revents & POLLIN);
}

}  // namespace

size_t Uart::waiting() {
  int count = 0;
  return ioctl(STDIN_FILENO, FIONREAD, &count) == 0 ? count : 0;
}

size_t Uart::read(uint8_t *buffer, size_t size) {
  // The descriptor may be shared with other processes, so it stays as blocking as it was: ask before each read.
  if (size == 0 || !readable()) {
    return 0;
  }
  ssize_t count = ::read(STDIN_FILENO, buffer, size);
  if (count <= 0) {
    return 0;
  }
  Idle::busy();
  return count;
}

void Uart::write(const void *bytes, size_t count) {
  const char *next = static_cast<const char *>(bytes);
  while (count > 0) {
    ssize_t written = ::write(STDOUT_FILENO, next, count);
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
    count -= written;
  }
  Idle::busy();
}

bool Uart::ended() {
  pollfd input = {STDIN_FILENO, POLLIN, 0};
  if (poll(&input, 1, 0) != 1) {
    return false;
  }
  return (input.revents & (POLLIN | POLLHUP | POLLERR)) && waiting() == 0;
}

}  // namespace bench
