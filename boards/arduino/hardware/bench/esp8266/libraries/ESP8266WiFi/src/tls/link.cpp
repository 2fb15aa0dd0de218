#include "link.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <algorithm>
#include <new>

#include "bench/clock.h"
#include "greeting.h"
#include "stack.h"

namespace bench::tls {

namespace {

constexpr uint32_t kConnectLimit = 15'000;        // milliseconds
constexpr uint64_t kHandshakeLimit = 15'000'000;  // microseconds, for the whole handshake
constexpr uint64_t kWriteLimit = 5'000'000;       // microseconds

// What a record adds to its content, at most: bearssl_ssl.h, BR_SSL_BUFSIZE_INPUT and _OUTPUT.
constexpr size_t kInputOverhead = BR_SSL_BUFSIZE_INPUT - 16384;
constexpr size_t kOutputOverhead = BR_SSL_BUFSIZE_OUTPUT - 16384;

struct Free {
  void operator()(void *block) const { free(block); }
};

// Memory that may be refused: null then, never an exception.
template <typename T>
using Block = std::unique_ptr<T, Free>;

template <typename T>
Block<T> reserve(size_t size) {
  return Block<T>(static_cast<T *>(malloc(size)));
}

}  // namespace

// The memory of one connection, all of it from the board's heap.
struct Link::Engine {
  Block<br_ssl_client_context> client;
  Block<uint8_t> input;
  Block<uint8_t> output;
  std::unique_ptr<Judge> judge;
  // The first bytes that the server sent: BearSSL does not tell what they say of the fragments' length.
  uint8_t greeting[Greeting::kMost];
  size_t greeted = 0;

  void keep(const uint8_t *bytes, size_t count) {
    count = std::min(count, sizeof(greeting) - greeted);
    memcpy(greeting + greeted, bytes, count);
    greeted += count;
  }

  bool complete() const { return client && input && output && judge; }
};

// What is to be done in a state of BearSSL's engine, and what to wait for when it cannot be done.
struct Link::Duty {
  unsigned state;
  Step (Link::*perform)();
  short awaits;
};

Link::Link() { Stack::acquire(); }

Link::~Link() {
  close();
  Stack::release();
}

br_ssl_engine_context *Link::engine() const { return &engine_->client->eng; }

unsigned Link::state() const { return engine_ ? br_ssl_engine_current_state(engine()) : BR_SSL_CLOSED; }

int Link::lastError() const { return error_; }

// The engine's error is the connection's, unless the connection has one of its own already.
void Link::remember() {
  if (engine_ && error_ == 0) {
    error_ = br_ssl_engine_last_error(engine());
  }
}

bool Link::open(const IPAddress &address, uint16_t port, const char *name) {
  close();
  error_ = 0;
  if (!socket_.connect(address, port, kConnectLimit) || !start(name)) {
    return false;
  }
  ended_ = false;
  inHandshake_ = true;
  bool done = run(Goal::kOpen, kHandshakeLimit);
  inHandshake_ = false;
  ended_ = ended_ || !done;
  if (done && settings.session) {
    br_ssl_engine_get_session_parameters(engine(), settings.session->getSession());
  }
  return done;
}

void Link::close() {
  socket_.close();
  engine_.reset();
  ended_ = true;
}

bool Link::start(const char *name) {
  engine_.reset(new (std::nothrow) Engine);
  if (engine_) {
    engine_->client = reserve<br_ssl_client_context>(sizeof(br_ssl_client_context));
    engine_->input = reserve<uint8_t>(settings.receiveSize + kInputOverhead);
    engine_->output = reserve<uint8_t>(settings.sendSize + kOutputOverhead);
    engine_->judge = Judge::make(settings.trust);
  }
  // br_ssl_client_init_full() wants a path validation even where another judge replaces it.
  auto unused = reserve<br_x509_minimal_context>(sizeof(br_x509_minimal_context));
  if (!engine_ || !engine_->complete() || !unused) {
    engine_.reset();
    error_ = kOutOfMemory;
    return false;
  }
  br_ssl_client_init_full(engine_->client.get(), unused.get(), nullptr, 0);
  bool equipped = equip(name);
  remember();
  return equipped;
}

bool Link::equip(const char *name) {
  br_ssl_client_context *client = engine_->client.get();
  br_ssl_engine_context *engine = &client->eng;
  br_ssl_engine_set_x509(engine, engine_->judge->engine());
  br_ssl_engine_set_versions(engine, settings.oldest, settings.newest);
  br_ssl_engine_add_flags(engine, BR_OPT_NO_RENEGOTIATION);
  if (!settings.suites.empty()) {
    br_ssl_engine_set_suites(engine, settings.suites.data(), settings.suites.size());
  }
  br_ssl_engine_set_buffers_bidi(engine, engine_->input.get(), settings.receiveSize + kInputOverhead,
                                 engine_->output.get(), settings.sendSize + kOutputOverhead);
  uint8_t seed[32];
  if (getrandom(seed, sizeof(seed), 0) != sizeof(seed)) {
    return false;
  }
  br_ssl_engine_inject_entropy(engine, seed, sizeof(seed));
  const BearSSL::X509List *chain = settings.ownChain;
  const BearSSL::PrivateKey *key = settings.ownKey;
  if (chain && key && key->isRSA()) {
    br_ssl_client_set_single_rsa(client, chain->getX509Certs(), chain->getCount(), key->getRSA(),
                                 br_rsa_pkcs1_sign_get_default());
  } else if (chain && key && key->isEC()) {
    br_ssl_client_set_single_ec(client, chain->getX509Certs(), chain->getCount(), key->getEC(), settings.ownUsages,
                                settings.issuerKeyType, br_ec_get_default(), br_ecdsa_sign_asn1_get_default());
  }
  if (settings.session) {
    br_ssl_engine_set_session_parameters(engine, settings.session->getSession());
  }
  return br_ssl_client_reset(client, name, settings.session != nullptr);
}

bool Link::reached(Goal goal) const {
  switch (goal) {
    case Goal::kOpen:
      return state() & BR_SSL_SENDAPP;
    case Goal::kFlushed:
      return (state() & (BR_SSL_SENDREC | BR_SSL_SENDAPP)) == BR_SSL_SENDAPP;
    case Goal::kWhatIs:
      return state() & BR_SSL_RECVAPP;
  }
  return false;
}

// Moves bytes between engine and socket until the goal is reached (true), nothing more can be, or so much board time
// has passed since the call: one limit for the whole, which no byte on the way extends.
bool Link::run(Goal goal, uint64_t boardMicros) {
  bench::Clock &clock = bench::Clock::board();
  uint64_t start = clock.micros();
  while (!reached(goal)) {
    short awaited = 0;
    if (ended_ || state() == BR_SSL_CLOSED) {
      remember();
      return false;
    }
    if (work(state(), &awaited)) {
      continue;
    }
    uint64_t passed = clock.micros() - start;
    if (ended_ || passed >= boardMicros) {
      remember();
      return false;
    }
    socket_.wait(awaited, boardMicros - passed, inHandshake_);
  }
  return true;
}

// Does what the state allows; false when nothing moved, and then what to wait for.
bool Link::work(unsigned state, short *awaited) {
  static const Duty kDuties[] = {
      {BR_SSL_SENDREC, &Link::sendRecord, POLLOUT},
      {BR_SSL_RECVREC, &Link::receiveRecord, POLLIN},
  };
  for (const Duty &duty : kDuties) {
    if (!(state & duty.state)) {
      continue;
    }
    switch ((this->*duty.perform)()) {
      case Step::kMoved:
        return true;
      case Step::kBlocked:
        *awaited |= duty.awaits;
        break;
      case Step::kEnded:
        remember();
        error_ = error_ ? error_ : BR_ERR_IO;
        ended_ = true;
        return false;
    }
  }
  return false;
}

Link::Step Link::sendRecord() {
  size_t size;
  const uint8_t *record = br_ssl_engine_sendrec_buf(engine(), &size);
  ssize_t sent = socket_.send(record, size);
  if (sent > 0) {
    br_ssl_engine_sendrec_ack(engine(), sent);
    return Step::kMoved;
  }
  return sent == TcpSocket::kNothingYet ? Step::kBlocked : Step::kEnded;
}

Link::Step Link::receiveRecord() {
  size_t size;
  uint8_t *record = br_ssl_engine_recvrec_buf(engine(), &size);
  ssize_t got = socket_.receive(record, size);
  if (got > 0) {
    engine_->keep(record, got);
    br_ssl_engine_recvrec_ack(engine(), got);
    return Step::kMoved;
  }
  return got == TcpSocket::kNothingYet ? Step::kBlocked : Step::kEnded;
}

bool Link::isUp() { return readable() > 0 || (!ended_ && state() != BR_SSL_CLOSED); }

size_t Link::readable() {
  size_t count = 0;
  if (!engine_ || inHandshake_) {
    return 0;
  }
  // After the end what was decrypted before can still be read.
  run(Goal::kWhatIs, 0);
  return br_ssl_engine_recvapp_buf(engine(), &count) ? count : 0;
}

size_t Link::look(uint8_t *buffer, size_t size) {
  size_t count = std::min(readable(), size);
  size_t all;
  if (count > 0) {
    memcpy(buffer, br_ssl_engine_recvapp_buf(engine(), &all), count);
  }
  return count;
}

void Link::take(size_t count) { br_ssl_engine_recvapp_ack(engine(), count); }

size_t Link::write(const uint8_t *bytes, size_t count) {
  size_t accepted = 0;
  while (accepted < count && !ended_ && run(Goal::kOpen, kWriteLimit)) {
    size_t room;
    uint8_t *record = br_ssl_engine_sendapp_buf(engine(), &room);
    size_t piece = std::min(room, count - accepted);
    memcpy(record, bytes + accepted, piece);
    br_ssl_engine_sendapp_ack(engine(), piece);
    accepted += piece;
    br_ssl_engine_flush(engine(), 0);
    if (!run(Goal::kFlushed, kWriteLimit)) {
      return 0;
    }
  }
  return accepted;
}

bool Link::fragmentLengthAgreed() const {
  return engine_ && Greeting::read(engine_->greeting, engine_->greeted).fragmentCode != 0;
}

}  // namespace bench::tls
