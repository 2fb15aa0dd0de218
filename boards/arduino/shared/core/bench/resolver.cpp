#include "resolver.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "dns_message.h"
#include "environment.h"
#include "station.h"

namespace bench {

namespace {

// Seconds of board time after each question, in lwIP's rhythm.
constexpr uint64_t kPatience[] = {1, 1, 2, 3};

// A UDP socket from the board's address to the name server; -1 when the system refuses.
int openUdp(const Environment &environment) {
  int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) {
    return -1;
  }
  sockaddr_in local = {};
  local.sin_family = AF_INET;
  local.sin_addr.s_addr = environment.address;
  sockaddr_in server = {};
  server.sin_family = AF_INET;
  server.sin_addr.s_addr = environment.dns;
  server.sin_port = htons(environment.dnsPort);
  if (bind(descriptor, reinterpret_cast<sockaddr *>(&local), sizeof(local)) != 0 ||
      connect(descriptor, reinterpret_cast<sockaddr *>(&server), sizeof(server)) != 0) {
    close(descriptor);
    return -1;
  }
  return descriptor;
}

// Waits for the answer to one question, for so much board time; kForeign when none came.
DnsAnswer await(int descriptor, uint16_t id, uint64_t boardMicros, uint32_t *address) {
  Clock &clock = Clock::board();
  uint64_t end = clock.micros() + boardMicros;
  for (uint64_t now = end - boardMicros; now < end; now = clock.micros()) {
    if (clock.wait(descriptor, POLLIN, end - now) == 0) {
      break;
    }
    uint8_t message[1500];
    ssize_t length = recv(descriptor, message, sizeof(message), 0);
    if (length < 0) {
      // Nobody listens on the server's port: lwIP takes no notice of that, and waits.
      clock.sleep(1000);
      continue;
    }
    DnsAnswer answer = DnsMessage::answer(message, length, id, address);
    if (answer != DnsAnswer::kForeign) {
      return answer;
    }
  }
  return DnsAnswer::kForeign;
}

}  // namespace

bool Resolver::lookup(const char *host, uint32_t *address) {
  const Environment &environment = Environment::get();
  if (environment.dns == 0 || !Station::online()) {
    return false;
  }
  uint16_t id;
  if (getrandom(&id, sizeof(id), 0) != sizeof(id)) {
    return false;
  }
  uint8_t query[DnsMessage::kMost];
  size_t length = DnsMessage::query(host, id, query);
  int descriptor = length ? openUdp(environment) : -1;
  if (descriptor < 0) {
    return false;
  }
  DnsAnswer answer = DnsAnswer::kForeign;
  for (uint64_t seconds : kPatience) {
    // An error of an earlier question (nobody listens) may be reported here; the next question is sent all the same.
    if (send(descriptor, query, length, 0) < 0) {
      send(descriptor, query, length, 0);
    }
    answer = await(descriptor, id, seconds * 1'000'000, address);
    if (answer != DnsAnswer::kForeign) {
      break;
    }
  }
  close(descriptor);
  return answer == DnsAnswer::kAddress;
}

}  // namespace bench
