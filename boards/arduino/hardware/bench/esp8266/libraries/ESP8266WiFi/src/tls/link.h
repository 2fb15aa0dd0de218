// A TLS connection: BearSSL's engine with its buffers, and the socket below.
#pragma once

#include <bearssl.h>

#include <memory>

#include "../tcp_socket.h"
#include "trust.h"

namespace bench::tls {

// Everything that a connection is made with. Pointers are the sketch's.
struct Settings {
  TrustSettings trust;
  const BearSSL::X509List *ownChain = nullptr;
  const BearSSL::PrivateKey *ownKey = nullptr;
  unsigned ownUsages = BR_KEYTYPE_SIGN;    // of an EC key
  unsigned issuerKeyType = BR_KEYTYPE_EC;  // of who signed ownChain, EC keys only
  BearSSL::Session *session = nullptr;
  std::vector<uint16_t> suites;  // empty: BearSSL's own list
  uint32_t oldest = BR_TLS10;
  uint32_t newest = BR_TLS12;
  size_t receiveSize = 16384;  // bytes of a record's content
  size_t sendSize = 512;
};

class Link {
 public:
  static constexpr int kOutOfMemory = -1000;

  Link();
  ~Link();
  Link(const Link &) = delete;
  Link &operator=(const Link &) = delete;

  Settings settings;

  // Connects and performs the handshake; both within 15 s. The name (null: none) is sent, and looked for in the peer's
  // certificate. After a handshake that failed the socket stays open until close(), as on the chip.
  bool open(const IPAddress &address, uint16_t port, const char *name);
  // Ends TCP at once: no close_notify.
  void close();

  // The handshake was done, and neither side has ended the connection since.
  bool isUp();

  // What can be read at once, at most the rest of the current record. Moves what the network has.
  size_t readable();
  // Copies what is readable; take() consumes it.
  size_t look(uint8_t *buffer, size_t size);
  void take(size_t count);
  // Sends all, in records of sendSize at most; fewer bytes when the peer takes none for 5 s, or ends.
  size_t write(const uint8_t *bytes, size_t count);

  int lastError() const;
  bool fragmentLengthAgreed() const;
  TcpSocket &socket() { return socket_; }

 private:
  // What a call of run() waits for.
  enum class Goal {
    kOpen,     // application data can be sent
    kFlushed,  // nothing is left to be sent
    kWhatIs,   // nothing: move what moves without waiting
  };
  enum class Step { kMoved, kBlocked, kEnded };
  struct Duty;
  struct Engine;

  bool start(const char *name);
  bool equip(const char *name);
  bool run(Goal goal, uint64_t boardMicros);
  bool reached(Goal goal) const;
  bool work(unsigned state, short *awaited);
  Step sendRecord();
  Step receiveRecord();
  unsigned state() const;
  void remember();
  br_ssl_engine_context *engine() const;

  TcpSocket socket_;
  std::unique_ptr<Engine> engine_;
  bool ended_ = true;  // no more can come or go
  bool inHandshake_ = false;
  int error_ = 0;
};

}  // namespace bench::tls
