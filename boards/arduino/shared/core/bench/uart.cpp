#include "uart.h"

#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "environment.h"
#include "guard.h"
#include "idle.h"

namespace bench {

namespace {

Guard input;   // of the look for a byte, and of taking it
Guard output;  // a write is never torn

size_t count() {
  int bytes = 0;
  return ioctl(STDIN_FILENO, FIONREAD, &bytes) == 0 ? bytes : 0;
}

bool readable() {
  pollfd one = {STDIN_FILENO, POLLIN, 0};
  return poll(&one, 1, 0) == 1 && (one.revents & POLLIN);
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
  input.lock();
  ssize_t bytes = size > 0 && readable() ? ::read(STDIN_FILENO, buffer, size) : 0;
  input.unlock();
  if (bytes <= 0) {
    foundNothing();
    return 0;
  }
  Idle::busy();
  return bytes;
}

void Uart::write(const void *bytes, size_t left) {
  Lock lock(output);
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
      pollfd one = {STDOUT_FILENO, POLLOUT, 0};
      poll(&one, 1, -1);
      continue;
    }
    next += written;
    left -= written;
  }
  Idle::busy();
}

bool Uart::ended() {
  pollfd one = {STDIN_FILENO, POLLIN, 0};
  if (poll(&one, 1, 0) != 1) {
    return false;
  }
  return (one.revents & (POLLIN | POLLHUP | POLLERR)) && count() == 0;
}

}  // namespace bench
