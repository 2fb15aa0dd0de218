#include "station.h"

#include <arpa/inet.h>

#include "clock.h"
#include "environment.h"

namespace bench {

namespace {

// From begin() to an address. A chip takes one to four seconds, mostly waiting for the access point; sketches only need
// to see that it takes a while.
constexpr uint64_t kAssociation = 300'000;  // microseconds of board time

enum class State { kIdle, kStarted };

State state = State::kIdle;
uint64_t startedAt = 0;

bool settled() { return Clock::board().micros() - startedAt >= kAssociation; }

}  // namespace

void Station::associate() {
  state = State::kStarted;
  startedAt = Clock::board().micros();
}

void Station::leave() { state = State::kIdle; }

bool Station::associating() { return state == State::kStarted && !settled(); }

bool Station::online() { return state == State::kStarted && settled(); }

uint32_t Station::address() {
  if (!online()) {
    return 0;
  }
  uint32_t address = Environment::get().address;
  return address ? address : htonl(INADDR_LOOPBACK);
}

}  // namespace bench
