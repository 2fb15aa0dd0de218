#include "station.h"

#include <arpa/inet.h>

#include <algorithm>

#include "air.h"
#include "clock.h"
#include "environment.h"
#include "guard.h"

namespace bench {

namespace {

// From begin() to an address. A chip takes one to four seconds, mostly waiting for the access point; sketches only need
// to see that it takes a while.
constexpr uint64_t kAssociation = 300'000;  // microseconds of board time

// How long a chip looks for an access point that is not there: arduino-esp32 reports NO_AP_FOUND at 62.423 and 64.874
// s, and on and on (bertmelis/espMqttClient#106).
constexpr uint64_t kSearch = 2'450'000;

Guard guard;  // any task may join, leave and look

bool started = false;
bool reconnects = true;
uint64_t startedAt = 0;

unsigned lost = 0;
uint64_t lastLoss = 0;  // when the access point went away that the last loss was of

// Asked for before the access point went away, when there may have been a link.
bool before(const Absence &absence) { return startedAt < absence.from; }

// Counts a loss once, when it is first looked at: nobody sees a link that nobody looks at.
void count(const Absence &absence) {
  bool linked = absence.from - startedAt >= kAssociation;
  if (before(absence) && linked && lastLoss != absence.from) {
    lastLoss = absence.from;
    lost++;
  }
}

Station::Link offline(const Absence &absence, uint64_t now) {
  bool found = now - std::max(startedAt, absence.from) < kSearch;
  if (!before(absence)) {
    return found ? Station::Link::kAssociating : Station::Link::kMissing;
  }
  return found || !reconnects ? Station::Link::kLost : Station::Link::kSearching;
}

}  // namespace

void Station::associate() {
  Lock lock(guard);
  started = true;
  startedAt = Clock::board().micros();
}

void Station::leave() {
  Lock lock(guard);
  started = false;
}

void Station::reconnectByItself(bool on) {
  Lock lock(guard);
  reconnects = on;
}

Station::Link Station::link() {
  Lock lock(guard);
  if (!started) {
    return Link::kIdle;
  }
  uint64_t now = Clock::board().micros();
  Absence absence = Air::absence();
  if (before(absence)) {
    count(absence);
  }
  if (absence.holds(now)) {
    return offline(absence, now);
  }
  if (before(absence) && !reconnects) {
    return Link::kLost;
  }
  uint64_t begun = std::max(startedAt, std::min(absence.until, now));
  return now - begun >= kAssociation ? Link::kOnline : Link::kAssociating;
}

bool Station::associating() { return link() == Link::kAssociating; }

bool Station::online() { return link() == Link::kOnline; }

uint32_t Station::address() {
  if (!online()) {
    return 0;
  }
  uint32_t address = Environment::get().address;
  return address ? address : htonl(INADDR_LOOPBACK);
}

unsigned Station::losses() {
  Lock lock(guard);
  link();
  return lost;
}

unsigned Station::searches() {
  Lock lock(guard);
  uint64_t now = Clock::board().micros();
  Absence absence = Air::absence();
  if (!started || !absence.holds(now) || (before(absence) && !reconnects)) {
    return 0;
  }
  return static_cast<unsigned>((now - std::max(startedAt, absence.from)) / kSearch);
}

}  // namespace bench
