#include "sntp.h"

#include <stdint.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "calendar.h"
#include "clock.h"
#include "datagram.h"
#include "environment.h"
#include "guard.h"
#include "hooks.h"
#include "resolver.h"
#include "station.h"

namespace bench {

namespace {

constexpr uint16_t kPort = 123;
constexpr size_t kPacket = 48;
constexpr uint64_t kSecond = 1'000'000;  // microseconds of board time
constexpr uint64_t kPatience = 15 * kSecond;
constexpr uint64_t kFirstPause = 15 * kSecond;
constexpr uint64_t kLongestPause = 150 * kSecond;
constexpr uint64_t kInterval = 3600 * kSecond;

// Places in a packet, and the values of its first byte: version 4 or 3, mode 3 of a client or 4 of a server.
constexpr size_t kStratum = 1;
constexpr size_t kOriginate = 24;
constexpr size_t kTransmit = 40;
constexpr size_t kStamp = 8;
constexpr uint8_t kClient = 4 << 3 | 3;
constexpr uint8_t kModeMask = 7;
constexpr uint8_t kServer = 4;
constexpr uint8_t kUnsynchronized = 3 << 6;

// Seconds from 1900, where NTP counts from, to 1970.
constexpr uint32_t kEpoch = 2'208'988'800;

uint32_t word(const uint8_t *bytes) { return bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3]; }

// One request on its way.
class Request {
 public:
  ~Request() { end(); }

  bool send(uint32_t address, uint16_t port) {
    end();
    uint8_t packet[kPacket] = {kClient};
    descriptor_ = openDatagram(address, port);
    // A random stamp, which the answer must repeat: an answer to nothing is not taken.
    if (descriptor_ < 0 || getrandom(stamp_, kStamp, 0) != kStamp) {
      return false;
    }
    memcpy(packet + kTransmit, stamp_, kStamp);
    ::send(descriptor_, packet, kPacket, 0);
    return true;
  }

  // Takes in what has arrived; true when it is the answer.
  bool answered(int64_t *unixMicros) {
    uint8_t packet[kPacket];
    ssize_t length = recv(descriptor_, packet, kPacket, 0);
    if (length != kPacket || !valid(packet)) {
      return false;
    }
    // Seconds that overflowed in 2036 count on (RFC 4330, section 3).
    uint32_t seconds = word(packet + kTransmit);
    int64_t era = seconds < kEpoch ? INT64_C(1) << 32 : 0;
    uint64_t fraction = word(packet + kTransmit + 4);
    *unixMicros = (era + seconds - kEpoch) * kSecond + (fraction * kSecond >> 32);
    return true;
  }

  void end() {
    if (descriptor_ >= 0) {
      close(descriptor_);
      descriptor_ = -1;
    }
  }

 private:
  bool valid(const uint8_t *packet) const {
    bool server = (packet[0] & kModeMask) == kServer && (packet[0] & kUnsynchronized) != kUnsynchronized;
    return server && packet[kStratum] != 0 && word(packet + kTransmit) != 0 &&
           memcmp(packet + kOriginate, stamp_, kStamp) == 0;
  }

  int descriptor_ = -1;
  uint8_t stamp_[kStamp];
};

class Client {
 public:
  void start(const char *const servers[Sntp::kServers]) {
    count_ = 0;
    for (size_t i = 0; i < Sntp::kServers; i++) {
      if (servers[i] && *servers[i]) {
        servers_[count_++] = servers[i];
      }
    }
    synchronized_ = false;
    pause_ = kFirstPause;
    index_ = 0;
    waitUntil(0);
  }

  void stop() {
    phase_ = Phase::kOff;
    request_.end();
  }

  bool synchronized() const { return synchronized_; }

  void run() {
    if (phase_ == Phase::kOff || count_ == 0) {
      return;
    }
    if (!Station::online()) {
      // Nothing is on its way without a network; when it comes, the first question goes out at once.
      request_.end();
      waitUntil(0);
      return;
    }
    uint64_t now = Clock::board().micros();
    switch (phase_) {
      case Phase::kWaiting:
        if (now >= until_) {
          find(now);
        }
        break;
      case Phase::kResolving:
        resolved(query_.step(0), now);
        break;
      case Phase::kAsking:
        listen(now);
        break;
      case Phase::kOff:
        break;
    }
  }

 private:
  enum class Phase { kOff, kWaiting, kResolving, kAsking };

  void waitUntil(uint64_t when) {
    phase_ = Phase::kWaiting;
    until_ = when;
  }

  void find(uint64_t now) {
    const Environment &environment = Environment::get();
    if (environment.ntp != 0) {
      ask(environment.ntp, environment.ntpPort, now);
      return;
    }
    phase_ = Phase::kResolving;
    resolved(query_.start(servers_[index_]), now);
  }

  void resolved(NameQuery::State state, uint64_t now) {
    if (state == NameQuery::State::kFound) {
      ask(query_.address(), kPort, now);
    } else if (state == NameQuery::State::kFailed) {
      next(now);
    }
  }

  void ask(uint32_t address, uint16_t port, uint64_t now) {
    if (!request_.send(address, port)) {
      next(now);
      return;
    }
    phase_ = Phase::kAsking;
    until_ = now + kPatience;
  }

  void listen(uint64_t now) {
    int64_t unixMicros;
    if (request_.answered(&unixMicros)) {
      request_.end();
      pause_ = kFirstPause;
      synchronized_ = true;
      waitUntil(now + kInterval);
      Calendar::set(unixMicros, true);
    } else if (now >= until_) {
      request_.end();
      next(now);
    }
  }

  void next(uint64_t now) {
    if (++index_ < count_) {
      waitUntil(now);
      return;
    }
    index_ = 0;
    waitUntil(now + pause_);
    pause_ = std::min(2 * pause_, kLongestPause);
  }

  const char *servers_[Sntp::kServers] = {};
  size_t count_ = 0;
  size_t index_ = 0;
  Phase phase_ = Phase::kOff;
  uint64_t until_ = 0;
  uint64_t pause_ = kFirstPause;
  bool synchronized_ = false;
  NameQuery query_;
  Request request_;
};

Guard guard;  // any task may start and stop what the sketch's task runs
Client client;

void run() {
  Lock lock(guard);
  client.run();
}

}  // namespace

void Sntp::start(const char *server1, const char *server2, const char *server3) {
  const char *const servers[kServers] = {server1, server2, server3};
  {
    Lock lock(guard);
    client.start(servers);
  }
  Hooks::add(run);
}

void Sntp::stop() {
  Lock lock(guard);
  client.stop();
}

bool Sntp::synchronized() {
  Lock lock(guard);
  return client.synchronized();
}

}  // namespace bench
