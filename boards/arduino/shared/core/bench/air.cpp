#include "air.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <atomic>

#include "clock.h"
#include "monitor.h"
#include "silence.h"

namespace bench {

namespace {

constexpr int kLine = 4;
constexpr uint64_t kForGood = UINT64_MAX;

// The signal in which the sketch's thread lets its connections fall silent. Panics have SIGUSR1.
constexpr int kSignal = SIGUSR2;

// How long that thread may take to be given a processor, in seconds of wall time.
constexpr time_t kLongestTurn = 5;

int line = -1;
char text[128];
size_t length = 0;

pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
Absence last = {0, 0};

pthread_t sketch;
std::atomic<bool> watched{false};
std::atomic<bool> hurried{false};
sem_t silent;

void set(Absence absence) {
  pthread_mutex_lock(&guard);
  last = absence;
  pthread_mutex_unlock(&guard);
}

void onSignal(int) {
  int error = errno;
  Silence::fall();
  sem_post(&silent);
  errno = error;
}

void fallSilent() {
  if (!watched) {
    return;  // there is no sketch yet, and so no connection
  }
  timespec limit;
  clock_gettime(CLOCK_REALTIME, &limit);
  limit.tv_sec += kLongestTurn;
  pthread_kill(sketch, kSignal);
  while (sem_timedwait(&silent, &limit) != 0 && errno == EINTR) {
  }
}

// Reads what stands behind `air`: "on", or "off" with up to two numbers. False when it is neither.
bool apply(const char *words) {
  if (strcmp(words, "on") == 0) {
    uint64_t now = Clock::board().micros();
    Absence before = Air::absence();
    if (before.holds(now)) {
      set({before.from, now});
    }
    return true;
  }
  double seconds = 0, rate = 0;
  char rest;
  int fields = sscanf(words, "off %lf %lf %c", &seconds, &rate, &rest);
  if (strncmp(words, "off", 3) != 0 || (words[3] && fields < 1) || fields > 2 || !(seconds >= 0) || !(rate >= 0)) {
    return false;
  }
  uint64_t now = watched ? Clock::board().micros() : 0;
  set({now, seconds > 0 ? now + static_cast<uint64_t>(seconds * 1e6) : kForGood});
  fallSilent();
  if (rate > 0) {
    hurried = true;
    Clock::board().hurry(rate);
  }
  return true;
}

void obey(const char *command) {
  if (strncmp(command, "air ", 4) != 0 || !apply(command + 4)) {
    dprintf(STDERR_FILENO, "reading descriptor 4: \"%s\" is no command\n", command);
  }
  Monitor::line("air");
}

// Takes what has come; false when nothing more will.
bool take() {
  ssize_t count = read(line, text + length, sizeof(text) - 1 - length);
  if (count <= 0) {
    return count < 0 && (errno == EINTR || errno == EAGAIN);
  }
  length += count;
  text[length] = 0;
  while (char *end = strchr(text, '\n')) {
    *end = 0;
    obey(text);
    length -= end + 1 - text;
    memmove(text, end + 1, length + 1);
  }
  return length < sizeof(text) - 1;
}

}  // namespace

void Air::open() {
  int flags = fcntl(kLine, F_GETFL);
  if (flags != -1 && (flags & O_ACCMODE) == O_RDONLY) {
    line = kLine;
    fcntl(kLine, F_SETFD, FD_CLOEXEC);
  } else if (flags == -1) {
    // Keep the number taken: a socket of the sketch must never be descriptor 4.
    int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (null >= 0 && null != kLine) {
      dup3(null, kLine, O_CLOEXEC);
      close(null);
    }
  }
  sem_init(&silent, 0, 0);
  struct sigaction action = {};
  action.sa_handler = onSignal;
  action.sa_flags = SA_RESTART | SA_ONSTACK;  // the sketch's own stack is measured
  sigaction(kSignal, &action, nullptr);
  const char *start = getenv("BENCH_AIR");
  if (start && *start && !apply(start)) {
    dprintf(STDERR_FILENO, "reading BENCH_AIR: \"%s\" is not like \"off 5\"\n", start);
    _exit(78);  // EX_CONFIG of sysexits.h
  }
}

void Air::attend(unsigned milliseconds) {
  pollfd input = {line, POLLIN, 0};
  if (poll(&input, 1, milliseconds) == 1 && !take()) {
    line = -1;  // the simulator has closed it; poll() passes over a negative number
  }
}

void Air::watch() {
  sketch = pthread_self();
  watched = true;
}

Absence Air::absence() {
  pthread_mutex_lock(&guard);
  Absence result = last;
  pthread_mutex_unlock(&guard);
  return result;
}

void Air::inUse() {
  if (hurried.exchange(false)) {
    Clock::board().hurry(0);
  }
}

}  // namespace bench
