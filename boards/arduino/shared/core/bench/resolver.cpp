#include "resolver.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "datagram.h"
#include "environment.h"
#include "station.h"

namespace bench {

namespace {

// Seconds of board time after each question, in lwIP's rhythm.
constexpr uint64_t kPatience[] = {1, 1, 2, 3};
constexpr size_t kAttempts = sizeof(kPatience) / sizeof(kPatience[0]);

// Nobody listens on the server's port: lwIP takes no notice of that, and waits. So much board time at a time.
constexpr uint64_t kDeafPause = 1000;

}  // namespace

NameQuery::State NameQuery::start(const char *host) {
  end();
  const Environment &environment = Environment::get();
  in_addr literal;
  if (inet_pton(AF_INET, host, &literal) == 1) {
    address_ = literal.s_addr;
    return state_ = State::kFound;
  }
  length_ = 0;
  if (environment.dns != 0 && Station::online() && getrandom(&id_, sizeof(id_), 0) == sizeof(id_)) {
    length_ = DnsMessage::query(host, id_, query_);
  }
  descriptor_ = length_ ? openDatagram(environment.dns, environment.dnsPort) : -1;
  if (descriptor_ < 0) {
    return state_ = State::kFailed;
  }
  attempt_ = 0;
  ask();
  return state_ = State::kAsking;
}

void NameQuery::ask() {
  // An error of an earlier question (nobody listens) may be reported here; the next question is sent all the same.
  if (send(descriptor_, query_, length_, 0) < 0) {
    send(descriptor_, query_, length_, 0);
  }
  deadline_ = Clock::board().micros() + kPatience[attempt_] * 1'000'000;
}

void NameQuery::end() {
  if (descriptor_ >= 0) {
    close(descriptor_);
    descriptor_ = -1;
  }
}

NameQuery::State NameQuery::finish(State state) {
  end();
  return state_ = state;
}

// The answer that has arrived; kForeign when none has.
DnsAnswer NameQuery::receive() {
  uint8_t message[1500];
  ssize_t length = recv(descriptor_, message, sizeof(message), 0);
  return length < 0 ? DnsAnswer::kForeign : DnsMessage::answer(message, length, id_, &address_);
}

NameQuery::State NameQuery::step(uint64_t boardMicros) {
  Clock &clock = Clock::board();
  uint64_t end = clock.micros() + boardMicros;
  uint64_t now = end - boardMicros;
  do {
    if (state_ != State::kAsking) {
      return state_;
    }
    uint64_t until = end < deadline_ ? end : deadline_;
    short ready = clock.wait(descriptor_, POLLIN, until > now ? until - now : 0);
    DnsAnswer answer = ready ? receive() : DnsAnswer::kForeign;
    if (answer != DnsAnswer::kForeign) {
      return finish(answer == DnsAnswer::kAddress ? State::kFound : State::kFailed);
    }
    if (ready && boardMicros > 0) {
      clock.sleep(kDeafPause);
    }
    now = clock.micros();
    if (now >= deadline_) {
      if (++attempt_ == kAttempts) {
        return finish(State::kFailed);
      }
      ask();
    }
  } while (now < end);
  return state_;
}

bool Resolver::lookup(const char *host, uint32_t *address) {
  constexpr uint64_t kAll = 60'000'000;  // more than all attempts take
  NameQuery query;
  query.start(host);
  if (query.step(kAll) != NameQuery::State::kFound) {
    return false;
  }
  *address = query.address();
  return true;
}

}  // namespace bench
