// Transfers from a stream to another.
#include <algorithm>

#include "Arduino.h"
#include "bench/idle.h"

// What ends a transfer.
struct Stream::Transfer {
  static constexpr size_t kNoLimit = ~size_t{0};
  static constexpr int kNoTerminator = -1;

  Print &to;
  size_t size = kNoLimit;
  int terminator = kNoTerminator;
  unsigned long timeout = 0;
};

namespace {

constexpr size_t kPortion = 256;  // bytes that are copied at a time

}  // namespace

// Finds the next bytes: where they lie ready, or as a copy, which takes them. The first of more than one terminator
// ends a portion: it is the last byte of it.
size_t Stream::portion(const Transfer &limits, size_t sent, char *copy, const char **bytes) {
  bool ready = hasPeekBufferAPI();
  int there = ready ? static_cast<int>(peekAvailable()) : available();
  size_t count = std::min(limits.size - sent, static_cast<size_t>(std::max(there, 0)));
  if (ready) {
    *bytes = count ? peekBuffer() : copy;
  } else {
    *bytes = copy;
    // With a terminator byte by byte: what is behind it stays.
    size_t most = limits.terminator == Transfer::kNoTerminator ? kPortion : 1;
    count = count ? readBytes(copy, std::min(count, most)) : 0;
  }
  if (limits.terminator != Transfer::kNoTerminator && count) {
    const void *end = memchr(*bytes, limits.terminator, count);
    count = end ? static_cast<const char *>(end) - *bytes + 1 : count;
  }
  return count;
}

void Stream::consume(size_t count) {
  if (hasPeekBufferAPI()) {
    peekConsume(count);
  }
}

size_t Stream::transfer(Transfer limits) {
  char copy[kPortion];
  size_t sent = 0;
  unsigned long start = millis();
  setReport(Report::Success);
  while (sent < limits.size) {
    const char *bytes = nullptr;
    size_t count = portion(limits, sent, copy, &bytes);
    bool ended = count && limits.terminator != Transfer::kNoTerminator && bytes[count - 1] == limits.terminator;
    size_t wanted = count - ended;
    size_t put = wanted ? limits.to.write(bytes, wanted) : 0;
    consume(put == wanted ? count : put);
    sent += put;
    if (put < wanted) {
      setReport(Report::WriteError);
      return sent;
    }
    if (ended) {
      return sent;
    }
    if (count) {
      start = millis();
      continue;
    }
    if (!inputCanTimeout() || limits.timeout == 0) {
      break;
    }
    if (millis() - start >= limits.timeout) {
      setReport(Report::TimedOut);
      break;
    }
    bench::Idle::look();
    yield();
  }
  bool all = limits.size == Transfer::kNoLimit ? limits.terminator == Transfer::kNoTerminator : sent == limits.size;
  if (!all && getLastSendReport() == Report::Success) {
    setReport(Report::ShortOperation);
  }
  return sent;
}

size_t Stream::sendAvailable(Print &to) {
  size_t there = hasPeekBufferAPI() ? peekAvailable() : std::max(available(), 0);
  return transfer({to, there, Transfer::kNoTerminator, 0});
}

size_t Stream::sendAll(Print &to, unsigned long timeout) {
  return transfer({to, Transfer::kNoLimit, Transfer::kNoTerminator, timeout == kOwnTimeout ? _timeout : timeout});
}

size_t Stream::sendSize(Print &to, size_t size, unsigned long timeout) {
  return transfer({to, size, Transfer::kNoTerminator, timeout == kOwnTimeout ? _timeout : timeout});
}

size_t Stream::sendUntil(Print &to, int terminator, unsigned long timeout) {
  return transfer({to, Transfer::kNoLimit, terminator, timeout == kOwnTimeout ? _timeout : timeout});
}
