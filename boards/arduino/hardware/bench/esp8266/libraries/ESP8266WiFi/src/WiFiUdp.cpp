#include "WiFiUdp.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ESP8266WiFi.h"
#include "bench/air.h"
#include "bench/idle.h"
#include "bench/station.h"

namespace {

constexpr size_t kLongest = 1472;  // what a datagram carries on an Ethernet

sockaddr_in name(uint32_t address, uint16_t port) {
  sockaddr_in result = {};
  result.sin_family = AF_INET;
  result.sin_addr.s_addr = address;
  result.sin_port = htons(port);
  return result;
}

}  // namespace

// Never on 0.0.0.0: that would be all of the host's addresses.
bool WiFiUDP::open(uint16_t port) {
  stop();
  uint32_t address = bench::Station::address();
  int fresh = address ? socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) : -1;
  sockaddr_in local = name(address, port);
  if (fresh >= 0 && bind(fresh, reinterpret_cast<sockaddr *>(&local), sizeof(local)) == 0) {
    descriptor_ = fresh;
    return true;
  }
  if (fresh >= 0) {
    ::close(fresh);
  }
  return false;
}

uint8_t WiFiUDP::begin(uint16_t port) { return open(port); }

void WiFiUDP::stop() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
    descriptor_ = -1;
  }
  received_.clear();
  taken_ = 0;
}

int WiFiUDP::beginPacket(const char *host, uint16_t port) {
  IPAddress address;
  return WiFi.hostByName(host, address) == 1 ? beginPacket(address, port) : 0;
}

int WiFiUDP::beginPacket(IPAddress address, uint16_t port) {
  if (descriptor_ < 0 && !open(0)) {
    return 0;
  }
  toSend_.clear();
  target_ = address;
  targetPort_ = port;
  return 1;
}

size_t WiFiUDP::write(const uint8_t *bytes, size_t count) {
  count = min(count, kLongest - toSend_.size());
  toSend_.insert(toSend_.end(), bytes, bytes + count);
  return count;
}

int WiFiUDP::endPacket() {
  sockaddr_in target = name(target_, targetPort_);
  bool heard = descriptor_ >= 0 && bench::Station::online();
  ssize_t sent = heard ? sendto(descriptor_, toSend_.data(), toSend_.size(), 0,
                                reinterpret_cast<sockaddr *>(&target), sizeof(target))
                       : -1;
  bench::Air::inUse();
  bool whole = sent == static_cast<ssize_t>(toSend_.size());
  toSend_.clear();
  return whole;
}

int WiFiUDP::parsePacket() {
  received_.resize(kLongest);
  taken_ = 0;
  sockaddr_in from;
  socklen_t size = sizeof(from);
  ssize_t count = descriptor_ >= 0 ? recvfrom(descriptor_, received_.data(), received_.size(), 0,
                                              reinterpret_cast<sockaddr *>(&from), &size)
                                   : -1;
  if (!bench::Station::online()) {
    count = -1;  // what is sent to a board without a link is lost
  }
  received_.resize(max<ssize_t>(count, 0));
  if (count < 0) {
    bench::Idle::look(descriptor_);
    return 0;
  }
  bench::Idle::busy();
  remoteAddress_ = from.sin_addr.s_addr;
  remotePort_ = ntohs(from.sin_port);
  return count;
}

int WiFiUDP::read() {
  uint8_t byte;
  return read(&byte, 1) == 1 ? byte : -1;
}

int WiFiUDP::read(unsigned char *buffer, size_t size) {
  size_t count = min(size, received_.size() - taken_);
  memcpy(buffer, received_.data() + taken_, count);
  taken_ += count;
  return count;
}

uint16_t WiFiUDP::localPort() const {
  sockaddr_in local = {};
  socklen_t size = sizeof(local);
  return getsockname(descriptor_, reinterpret_cast<sockaddr *>(&local), &size) == 0 ? ntohs(local.sin_port) : 0;
}
