#include "WiFiClient.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include "ESP8266WiFi.h"
#include "tcp_socket.h"

namespace {

constexpr unsigned long kTimeout = 5000;  // milliseconds
constexpr size_t kStreamBlock = 256;

// States of a connection, as lwIP numbers them.
constexpr uint8_t kClosed = 0;
constexpr uint8_t kEstablished = 4;
constexpr uint8_t kCloseWait = 7;

bool defaultNoDelay = false;

}  // namespace

WiFiClient::WiFiClient() : noDelay_(defaultNoDelay) { _timeout = kTimeout; }

WiFiClient::WiFiClient(std::shared_ptr<TcpSocket> socket) : WiFiClient() { socket_ = std::move(socket); }

WiFiClient::~WiFiClient() = default;

std::unique_ptr<WiFiClient> WiFiClient::clone() const { return std::make_unique<WiFiClient>(*this); }

int WiFiClient::connect(const char *host, uint16_t port) {
  IPAddress address;
  return WiFi.hostByName(host, address) == 1 ? connect(address, port) : 0;
}

int WiFiClient::connect(IPAddress address, uint16_t port) {
  stop(0);
  auto fresh = std::make_shared<TcpSocket>();
  if (!fresh->connect(address, port, _timeout)) {
    return 0;
  }
  socket_ = std::move(fresh);
  applyNoDelay();
  return 1;
}

size_t WiFiClient::write(const uint8_t *bytes, size_t count) {
  if (!socket_) {
    return 0;
  }
  unsigned long progress = millis();
  size_t sent = 0;
  while (sent < count && socket_->isOpen() && millis() - progress < _timeout) {
    ssize_t taken = socket_->send(bytes + sent, count - sent);
    if (taken == TcpSocket::kEnded) {
      break;
    }
    if (taken == TcpSocket::kNothingYet) {
      socket_->wait(POLLOUT, static_cast<uint64_t>(_timeout) * 1000);
      continue;
    }
    sent += taken;
    progress = millis();
  }
  return sent;
}

size_t WiFiClient::write(Stream &stream) {
  uint8_t block[kStreamBlock];
  size_t sent = 0;
  for (int left = stream.available(); left > 0; left = stream.available()) {
    size_t count = stream.readBytes(block, min(static_cast<size_t>(left), sizeof(block)));
    size_t taken = write(block, count);
    sent += taken;
    if (count == 0 || taken < count) {
      break;
    }
  }
  return sent;
}

int WiFiClient::available() { return socket_ ? socket_->waiting() : 0; }

int WiFiClient::read() {
  uint8_t byte;
  return read(&byte, 1) == 1 ? byte : -1;
}

int WiFiClient::read(uint8_t *buffer, size_t size) {
  if (!socket_ || !socket_->isOpen() || size == 0) {
    return 0;
  }
  return max<ssize_t>(socket_->receive(buffer, size), 0);
}

int WiFiClient::peek() { return socket_ ? socket_->peek() : -1; }

size_t WiFiClient::await(size_t length) {
  unsigned long start = millis();
  while (static_cast<size_t>(available()) < length && connected() && millis() - start < _timeout) {
    yield();
  }
  return min(static_cast<size_t>(available()), length);
}

size_t WiFiClient::peekBytes(uint8_t *buffer, size_t length) {
  size_t count = await(length);
  ssize_t copied = count ? recv(socket_->descriptor(), buffer, count, MSG_DONTWAIT | MSG_PEEK) : 0;
  return max<ssize_t>(copied, 0);
}

bool WiFiClient::flush(unsigned int) { return true; }

bool WiFiClient::stop(unsigned int) {
  if (socket_) {
    socket_->close();
    socket_ = nullptr;
  }
  return true;
}

uint8_t WiFiClient::connected() { return socket_ && (socket_->isEstablished() || socket_->waiting() > 0); }

uint8_t WiFiClient::status() {
  TcpSocket *lower = socket();
  if (!lower || !lower->isOpen()) {
    return kClosed;
  }
  return lower->isEstablished() ? kEstablished : kCloseWait;
}

IPAddress WiFiClient::remoteIP() { return socket() ? socket()->remoteAddress() : IPAddress(); }

uint16_t WiFiClient::remotePort() { return socket() ? socket()->remotePort() : 0; }

IPAddress WiFiClient::localIP() { return socket() ? socket()->localAddress() : IPAddress(); }

uint16_t WiFiClient::localPort() { return socket() ? socket()->localPort() : 0; }

void WiFiClient::applyNoDelay() {
  if (socket()) {
    socket()->setOption(IPPROTO_TCP, TCP_NODELAY, noDelay_);
  }
}

void WiFiClient::setNoDelay(bool noDelay) {
  noDelay_ = noDelay;
  applyNoDelay();
}

void WiFiClient::keepAlive(uint16_t idleSeconds, uint16_t intervalSeconds, uint8_t count) {
  bool on = idleSeconds && intervalSeconds && count;
  TcpSocket *lower = socket();
  if (lower && lower->setOption(SOL_SOCKET, SO_KEEPALIVE, on) && on) {
    lower->setOption(IPPROTO_TCP, TCP_KEEPIDLE, idleSeconds);
    lower->setOption(IPPROTO_TCP, TCP_KEEPINTVL, intervalSeconds);
    lower->setOption(IPPROTO_TCP, TCP_KEEPCNT, count);
  }
}

void WiFiClient::setDefaultNoDelay(bool noDelay) { defaultNoDelay = noDelay; }

bool WiFiClient::getDefaultNoDelay() { return defaultNoDelay; }
