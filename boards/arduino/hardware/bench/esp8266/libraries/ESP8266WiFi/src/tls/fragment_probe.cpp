#include "fragment_probe.h"

#include <bearssl.h>
#include <poll.h>
#include <string.h>

#include <vector>

#include "../tcp_socket.h"
#include "bench/clock.h"
#include "greeting.h"

namespace bench::tls {

namespace {

constexpr uint32_t kConnectLimit = 5000;      // milliseconds
constexpr uint64_t kAnswerLimit = 5'000'000;  // microseconds

constexpr uint8_t kHandshakeRecord = 22;
constexpr uint8_t kClientHello = 1;
constexpr uint16_t kServerName = 0;
constexpr uint16_t kMaxFragmentLength = 1;
constexpr size_t kRandom = 32;

// A message under construction. Parts that are preceded by their length are opened and closed.
class Message {
 public:
  void number(size_t value, int bytes) {
    while (bytes-- > 0) {
      bytes_.push_back(value >> 8 * bytes);
    }
  }
  void text(const char *text, size_t length) { bytes_.insert(bytes_.end(), text, text + length); }
  void fill(uint8_t value, size_t count) { bytes_.insert(bytes_.end(), count, value); }

  size_t open(int lengthBytes) {
    number(0, lengthBytes);
    return bytes_.size();
  }
  void close(size_t opened, int lengthBytes) {
    size_t length = bytes_.size() - opened;
    for (int i = 1; i <= lengthBytes; i++, length >>= 8) {
      bytes_[opened - i] = length;
    }
  }

  const std::vector<uint8_t> &bytes() const { return bytes_; }

 private:
  std::vector<uint8_t> bytes_;
};

// What is offered matters little, as long as a server goes on: it must find a suite that suits its certificate.
const uint16_t kSuites[] = {BR_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, BR_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                            BR_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,    BR_TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
                            BR_TLS_RSA_WITH_AES_128_GCM_SHA256,         BR_TLS_RSA_WITH_AES_128_CBC_SHA};

void addName(Message &hello, const char *name) {
  if (!name) {
    return;
  }
  hello.number(kServerName, 2);
  size_t extension = hello.open(2);
  size_t list = hello.open(2);
  hello.number(0, 1);  // a host name
  size_t host = hello.open(2);
  hello.text(name, strlen(name));
  hello.close(host, 2);
  hello.close(list, 2);
  hello.close(extension, 2);
}

// An extension whose content is a list of numbers of two bytes each.
void addList(Message &hello, uint16_t kind, std::initializer_list<uint16_t> values) {
  hello.number(kind, 2);
  size_t extension = hello.open(2);
  size_t list = hello.open(2);
  for (uint16_t value : values) {
    hello.number(value, 2);
  }
  hello.close(list, 2);
  hello.close(extension, 2);
}

std::vector<uint8_t> clientHello(const char *name, uint8_t code) {
  Message hello;
  hello.number(kHandshakeRecord, 1);
  hello.number(BR_TLS10, 2);
  size_t record = hello.open(2);
  hello.number(kClientHello, 1);
  size_t message = hello.open(3);
  hello.number(BR_TLS12, 2);
  hello.fill(0x5a, kRandom);
  hello.number(0, 1);  // no session to resume
  size_t suites = hello.open(2);
  for (uint16_t suite : kSuites) {
    hello.number(suite, 2);
  }
  hello.close(suites, 2);
  hello.number(0x0100, 2);  // one compression method: none
  size_t extensions = hello.open(2);
  addName(hello, name);
  hello.number(kMaxFragmentLength, 2);
  hello.number(1, 2);
  hello.number(code, 1);
  addList(hello, 10, {23, 24, 25});              // curves: P-256, P-384, P-521
  addList(hello, 13, {0x0403, 0x0401, 0x0201});  // ECDSA and RSA with SHA-256, RSA with SHA-1
  hello.close(extensions, 2);
  hello.close(message, 3);
  hello.close(record, 2);
  return hello.bytes();
}

uint8_t codeOf(uint16_t length) {
  for (uint8_t code = 1; code <= 4; code++) {
    if (length == 256 << code) {
      return code;
    }
  }
  return 0;
}

}  // namespace

bool probeFragmentLength(const IPAddress &address, uint16_t port, const char *name, uint16_t length) {
  uint8_t code = codeOf(length);
  TcpSocket socket;
  if (code == 0 || !socket.connect(address, port, kConnectLimit)) {
    return false;
  }
  std::vector<uint8_t> hello = clientHello(name, code);
  if (socket.send(hello.data(), hello.size()) != static_cast<ssize_t>(hello.size())) {
    return false;
  }
  bench::Clock &clock = bench::Clock::board();
  uint64_t start = clock.micros();
  std::vector<uint8_t> answer;
  Greeting greeting = {};
  for (uint64_t passed = 0; !greeting.complete && passed < kAnswerLimit; passed = clock.micros() - start) {
    uint8_t block[512];
    ssize_t count = socket.receive(block, sizeof(block));
    if (count == TcpSocket::kEnded) {
      return false;
    }
    if (count == TcpSocket::kNothingYet) {
      socket.wait(POLLIN, kAnswerLimit - passed, true);
      continue;
    }
    answer.insert(answer.end(), block, block + count);
    greeting = Greeting::read(answer.data(), answer.size());
  }
  return greeting.fragmentCode == code;
}

}  // namespace bench::tls
