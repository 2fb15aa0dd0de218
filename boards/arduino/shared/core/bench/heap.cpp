#include "heap.h"

#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <algorithm>
#include <atomic>

#include "backtrace.h"
#include "chip.h"
#include "monitor.h"
#include "panic.h"

extern "C" {
void *__libc_malloc(size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);
}

namespace bench {

namespace {

// esp-idf components/heap/multi_heap_poisoning.c.
constexpr uint32_t kHeadCanary = 0xabba1234;
constexpr uint32_t kTailCanary = 0xbaad5678;
// What a freed block's head is overwritten with, so that a second free() is seen as a bad head.
constexpr uint32_t kFreed = 0xfefefefe;

constexpr size_t kAlignment = 16;

std::atomic<bool> armed{false};
std::atomic<size_t> capacity{0};
std::atomic<size_t> used{0};
std::atomic<size_t> peak{0};
std::atomic<size_t> told{0};  // the peak that the simulator knows of

// Stands right before each block.
struct Header {
  uintptr_t base;  // what the C library gave; bit 0 is set when the block is counted
  uint32_t size;
  uint32_t canary;  // last, so that it is the first to be hit by a write before the block
};
static_assert(sizeof(Header) == kAlignment, "blocks must stay aligned");

constexpr uintptr_t kCounted = 1;

Header *header(void *block) { return static_cast<Header *>(block) - 1; }
char *tail(void *block) { return static_cast<char *>(block) + header(block)->size; }

size_t cost(size_t size) {
  return (size + Chip::kHeapGrain - 1) / Chip::kHeapGrain * Chip::kHeapGrain + Chip::kHeapOverhead;
}

// Takes bytes from the board's heap; false when it has not so many.
bool take(size_t bytes) {
  size_t before = used.load();
  do {
    if (before + bytes > capacity) {
      return false;
    }
  } while (!used.compare_exchange_weak(before, before + bytes));
  size_t now = before + bytes;
  size_t high = peak.load();
  while (now > high && !peak.compare_exchange_weak(high, now)) {
  }
  return true;
}

[[noreturn]] void corrupt(const char *end, const void *at, uint32_t expected, uint32_t found) {
  char text[128];
  snprintf(text, sizeof(text), "CORRUPT HEAP: Bad %s at 0x%08x. Expected 0x%08x got 0x%08x", end,
           Backtrace::chipAddress(reinterpret_cast<uintptr_t>(at)), expected, found);
  Panic::heap(text);
}

void check(void *block) {
  Header *head = header(block);
  if (head->canary != kHeadCanary) {
    corrupt("head", head, kHeadCanary, head->canary);
  }
  uint32_t found;
  memcpy(&found, tail(block), sizeof(found));
  if (found != kTailCanary) {
    corrupt("tail", tail(block), kTailCanary, found);
  }
}

// Writes header and tail around size bytes at block.
void *dress(void *block, void *base, size_t size, bool counted) {
  *header(block) = {reinterpret_cast<uintptr_t>(base) | (counted ? kCounted : 0), static_cast<uint32_t>(size),
                    kHeadCanary};
  memcpy(tail(block), &kTailCanary, sizeof(kTailCanary));
  return block;
}

void *refuse() {
  errno = ENOMEM;
  return nullptr;
}

// The bytes to ask the C library for, beyond the alignment's.
size_t dressed(size_t size) { return sizeof(Header) + size + sizeof(kTailCanary); }

void *allocate(size_t alignment, size_t size) {
  bool counted = armed.load(std::memory_order_relaxed);
  if (size > UINT32_MAX / 2 || (counted && (size > Chip::kLargestBlock || !take(cost(size))))) {
    return refuse();
  }
  // With a larger alignment the header needs a whole step of it, to leave the block aligned.
  size_t lead = std::max(alignment, sizeof(Header));
  void *base =
      alignment <= kAlignment ? __libc_malloc(dressed(size)) : __libc_memalign(alignment, lead + dressed(size));
  if (!base) {
    if (counted) {
      used -= cost(size);
    }
    return refuse();
  }
  return dress(static_cast<char *>(base) + lead, base, size, counted);
}

void release(void *block) {
  check(block);
  Header *head = header(block);
  if (head->base & kCounted) {
    used -= cost(head->size);
  }
  head->canary = kFreed;
  __libc_free(reinterpret_cast<void *>(head->base & ~kCounted));
}

void *resize(void *block, size_t size) {
  check(block);
  Header *head = header(block);
  bool counted = head->base & kCounted;
  char *base = reinterpret_cast<char *>(head->base & ~kCounted);
  size_t before = head->size;
  size_t more = size > before ? cost(size) - cost(before) : 0;
  if (size > UINT32_MAX / 2 || (counted && (size > Chip::kLargestBlock || !take(more)))) {
    return refuse();
  }
  size_t lead = static_cast<char *>(block) - base;
  char *moved = static_cast<char *>(__libc_realloc(base, lead + size + sizeof(kTailCanary)));
  if (!moved) {
    if (counted) {
      used -= more;
    }
    return refuse();
  }
  if (counted && size < before) {
    used -= cost(before) - cost(size);
  }
  return dress(moved + lead, moved, size, counted);
}

}  // namespace

void Heap::arm(size_t bytes) {
  capacity = bytes;
  used = 0;
  peak = 0;
  told = 0;
  armed = true;
}

size_t Heap::size() { return capacity; }
size_t Heap::free() { return capacity - used; }
size_t Heap::lowest() { return capacity - peak; }

size_t Heap::largest() {
  size_t left = free();
  return left > Chip::kHeapOverhead ? std::min(left - Chip::kHeapOverhead, Chip::kLargestBlock) : 0;
}

void Heap::tell() {
  size_t now = peak.load(std::memory_order_relaxed);
  if (told.exchange(now, std::memory_order_relaxed) != now) {
    Monitor::line("low %zu", capacity - now);
  }
}

}  // namespace bench

extern "C" {

void *malloc(size_t size) noexcept { return bench::allocate(bench::kAlignment, size); }

void free(void *block) noexcept {
  if (block) {
    bench::release(block);
  }
}

void *calloc(size_t count, size_t size) noexcept {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    return bench::refuse();
  }
  void *block = bench::allocate(bench::kAlignment, bytes);
  return block ? memset(block, 0, bytes) : nullptr;
}

void *realloc(void *block, size_t size) noexcept {
  if (!block) {
    return malloc(size);
  }
  if (size == 0) {
    free(block);
    return nullptr;
  }
  return bench::resize(block, size);
}

void *memalign(size_t alignment, size_t size) noexcept { return bench::allocate(alignment, size); }

void *aligned_alloc(size_t alignment, size_t size) noexcept { return bench::allocate(alignment, size); }

int posix_memalign(void **block, size_t alignment, size_t size) noexcept {
  if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0) {
    return EINVAL;
  }
  *block = bench::allocate(alignment, size);
  return *block ? 0 : ENOMEM;
}

size_t malloc_usable_size(void *block) noexcept { return block ? bench::header(block)->size : 0; }

}  // extern "C"
