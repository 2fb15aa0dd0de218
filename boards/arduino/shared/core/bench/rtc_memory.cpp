#include "rtc_memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chip.h"
#include "environment.h"

// The linker's names for where a section begins and ends; null when no sketch has put anything into it.
extern "C" {
extern char __start_bench_rtc_data[] __attribute__((weak));
extern char __stop_bench_rtc_data[] __attribute__((weak));
extern char __start_bench_rtc_noinit[] __attribute__((weak));
extern char __stop_bench_rtc_noinit[] __attribute__((weak));
}

namespace bench {

namespace {

constexpr int kBadConfiguration = 78;  // EX_CONFIG of sysexits.h
constexpr size_t kLeast = 64 * 1024;

struct Layout {
  bool kept;  // what follows was written by an earlier start
  int64_t calendar;
  uint8_t user[RtcMemory::kUser];
  char sections[];
};

Layout *memory = nullptr;
bool woken = false;

// A section of the sketch, and where its copy begins.
struct Section {
  char *begin;
  char *end;
  char *copy;

  size_t size() const { return end - begin; }
  void save() const { memcpy(copy, begin, size()); }
  void restore() const { memcpy(begin, copy, size()); }
};

Section data() { return {__start_bench_rtc_data, __stop_bench_rtc_data, memory->sections}; }

Section noInit() {
  return {__start_bench_rtc_noinit, __stop_bench_rtc_noinit, memory->sections + data().size()};
}

[[noreturn]] void refuse(const char *why) {
  dprintf(STDERR_FILENO, "opening the RTC memory: %s\n", why);
  _exit(kBadConfiguration);
}

void *map() {
  const char *number = getenv("BENCH_RTC");
  if (!number || !*number) {
    return mmap(nullptr, kLeast, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  }
  int descriptor = atoi(number);
  struct stat status;
  if (fstat(descriptor, &status) != 0) {
    refuse(strerror(errno));
  }
  if (static_cast<size_t>(status.st_size) < kLeast) {
    refuse("BENCH_RTC names a file of less than 64 KiB");
  }
  void *mapped = mmap(nullptr, kLeast, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  close(descriptor);
  return mapped;
}

}  // namespace

void RtcMemory::open() {
  void *mapped = map();
  if (mapped == MAP_FAILED) {
    refuse(strerror(errno));
  }
  memory = static_cast<Layout *>(mapped);
  if (sizeof(Layout) + data().size() + noInit().size() > kLeast) {
    refuse("the sketch marks more for it than 64 KiB");
  }
  if (!memory->kept) {
    return;
  }
  noInit().restore();
  woken = Environment::get().resetReason == Chip::kWoken;
  if (woken) {
    data().restore();
  }
}

void RtcMemory::keep() {
  data().save();
  noInit().save();
  memory->kept = true;
}

void RtcMemory::keepCalendar(int64_t unixMicros) { memory->calendar = unixMicros; }

int64_t RtcMemory::calendarMicros() { return woken && Chip::kClockRunsOn ? memory->calendar : -1; }

uint8_t *RtcMemory::user() { return memory->user; }

}  // namespace bench
