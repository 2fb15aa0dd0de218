#include "NetworkClient.h"

// arduino-esp32 2.x calls this file WiFiClient.cpp: what a log line names.
#if ESP_ARDUINO_VERSION_MAJOR < 3
#undef BENCH_LOG_FILE
#define BENCH_LOG_FILE "WiFiClient.cpp"
#endif

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "Network.h"
#include "bench/clock.h"
#include "bench/idle.h"
#include "bench/socket.h"

namespace {

// A write gives up when the peer takes nothing for so many seconds in a row (WIFI_CLIENT_MAX_WRITE_RETRY).
constexpr int kWriteRetries = 10;
constexpr uint64_t kWritePause = 1'000'000;  // microseconds of board time

constexpr size_t kStreamBlock = 1360;

sockaddr_in nameOf(int descriptor, int (*which)(int, sockaddr *, socklen_t *)) {
  sockaddr_in name = {};
  socklen_t length = sizeof(name);
  which(descriptor, reinterpret_cast<sockaddr *>(&name), &length);
  return name;
}

}  // namespace

// The descriptor that copies of a client share.
class NetworkClient::Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(const Socket &) = delete;
  Socket &operator=(const Socket &) = delete;
  ~Socket() { close(); }

  int descriptor() const { return descriptor_; }

  void close() {
    if (descriptor_ >= 0) {
      ::close(descriptor_);
      descriptor_ = -1;
    }
  }

 private:
  int descriptor_;
};

NetworkClient::NetworkClient(int descriptor) : socket_(std::make_shared<Socket>(descriptor)) {}

int NetworkClient::connect(const char *host, uint16_t port, int32_t timeoutMilliseconds) {
  IPAddress address;
  if (!Network.hostByName(host, address)) {
    return 0;
  }
  return connect(address, port, timeoutMilliseconds);
}

int NetworkClient::connect(IPAddress address, uint16_t port, int32_t timeoutMilliseconds) {
  timeout_ = timeoutMilliseconds;
  int descriptor = bench::openTcp();
  if (descriptor < 0) {
    log_e("socket: %d", bench::chipErrno(errno));
    return 0;
  }
  int error = 0;
  switch (bench::connectTcp(descriptor, address, port, timeout_, &error)) {
    case bench::Connecting::kConnected:
      socket_ = std::make_shared<Socket>(descriptor);
      return 1;
    case bench::Connecting::kAtOnce:
      log_e("connect on fd %d, errno: %d, \"%s\"", descriptor, error, bench::chipErrorText(error));
      break;
    case bench::Connecting::kLater:
      log_e("socket error on fd %d, errno: %d, \"%s\"", descriptor, error, bench::chipErrorText(error));
      break;
    case bench::Connecting::kTimedOut:
      log_i("select returned due to timeout %d ms for fd %d", timeout_, descriptor);
      break;
  }
  close(descriptor);
  return 0;
}

// True when a call on the socket failed for good; the connection is then closed.
bool NetworkClient::failed(ssize_t result) {
  if (result >= 0 || errno == EAGAIN || errno == EINTR) {
    return false;
  }
  int error = bench::chipErrno(errno);
  log_e("fail on fd %d, errno: %d, \"%s\"", fd(), error, bench::chipErrorText(error));
  stop();
  return true;
}

size_t NetworkClient::write(const uint8_t *bytes, size_t count) {
  size_t sent = 0;
  int retries = kWriteRetries;
  while (sent < count && retries > 0 && fd() >= 0) {
    ssize_t taken = send(fd(), bytes + sent, count - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (failed(taken)) {
      break;
    }
    if (taken > 0) {
      bench::Idle::busy();
      sent += taken;
      retries = kWriteRetries;
    } else if (bench::Clock::board().wait(fd(), POLLOUT, kWritePause) == 0) {
      retries--;
    }
  }
  return sent;
}

size_t NetworkClient::write(Stream &stream) {
  std::unique_ptr<uint8_t[]> block(new uint8_t[kStreamBlock]);
  size_t sent = 0;
  for (int left = stream.available(); left > 0; left = stream.available()) {
    size_t count = stream.readBytes(block.get(), min(static_cast<size_t>(left), kStreamBlock));
    size_t taken = write(block.get(), count);
    sent += taken;
    if (taken < count || count == 0) {
      break;
    }
  }
  return sent;
}

int NetworkClient::available() {
  int count = 0;
  if (fd() < 0 || failed(ioctl(fd(), FIONREAD, &count))) {
    return 0;
  }
  if (count == 0) {
    bench::Idle::look(fd());
  }
  return count;
}

int NetworkClient::read() {
  uint8_t byte;
  return read(&byte, 1) == 1 ? byte : -1;
}

int NetworkClient::read(uint8_t *buffer, size_t size) {
  if (fd() < 0) {
    return -1;
  }
  if (!buffer || size == 0) {
    return 0;
  }
  ssize_t count = recv(fd(), buffer, size, MSG_DONTWAIT);
  if (count > 0) {
    bench::Idle::busy();
    return count;
  }
  return failed(count) ? -1 : 0;
}

int NetworkClient::peek() {
  uint8_t byte;
  return fd() >= 0 && recv(fd(), &byte, 1, MSG_DONTWAIT | MSG_PEEK) == 1 ? byte : -1;
}

void NetworkClient::clear() {
  uint8_t block[256];
  while (read(block, sizeof(block)) > 0) {
  }
}

void NetworkClient::stop() {
  if (socket_) {
    socket_->close();
  }
  socket_ = nullptr;
}

uint8_t NetworkClient::connected() {
  if (fd() < 0) {
    return 0;
  }
  uint8_t byte;
  ssize_t count = recv(fd(), &byte, 1, MSG_DONTWAIT | MSG_PEEK);
  return count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR));
}

#if ESP_ARDUINO_VERSION_MAJOR < 3
int NetworkClient::setTimeout(uint32_t seconds) {
  Stream::setTimeout(seconds * 1000UL);
  timeout_ = seconds * 1000;
  return 0;
}
#endif

int NetworkClient::setSocketOption(int level, int option, const void *value, size_t length) {
  int result = setsockopt(fd(), level, option, value, length);
  if (result < 0) {
    int error = bench::chipErrno(errno);
    log_e("fail on %d, errno: %d, \"%s\"", fd(), error, bench::chipErrorText(error));
  }
  return result;
}

int NetworkClient::setSocketOption(int option, char *value, size_t length) {
  return setSocketOption(SOL_SOCKET, option, value, length);
}

int NetworkClient::setOption(int option, int *value) {
  return setSocketOption(IPPROTO_TCP, option, value, sizeof(int));
}

int NetworkClient::getOption(int option, int *value) {
  socklen_t length = sizeof(int);
  return getsockopt(fd(), IPPROTO_TCP, option, value, &length);
}

int NetworkClient::setNoDelay(bool noDelay) {
  int flag = noDelay;
  return setOption(TCP_NODELAY, &flag);
}

bool NetworkClient::getNoDelay() {
  int flag = 0;
  getOption(TCP_NODELAY, &flag);
  return flag;
}

IPAddress NetworkClient::remoteIP() const { return IPAddress(nameOf(fd(), getpeername).sin_addr.s_addr); }

uint16_t NetworkClient::remotePort() const { return ntohs(nameOf(fd(), getpeername).sin_port); }

IPAddress NetworkClient::localIP() const { return IPAddress(nameOf(fd(), getsockname).sin_addr.s_addr); }

uint16_t NetworkClient::localPort() const { return ntohs(nameOf(fd(), getsockname).sin_port); }

int NetworkClient::fd() const { return socket_ ? socket_->descriptor() : -1; }
