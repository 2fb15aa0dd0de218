#include "tls_transport.h"

#include <errno.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <sys/socket.h>

#include "bench/idle.h"

namespace {

int translate(int again, int otherwise) {
  switch (errno) {
    case EAGAIN:
    case EINTR:
      return again;
    case EPIPE:
    case ECONNRESET:
      return MBEDTLS_ERR_NET_CONN_RESET;
    default:
      return otherwise;
  }
}

}  // namespace

int tlsSend(void *descriptor, const unsigned char *bytes, size_t count) {
  int socket = *static_cast<int *>(descriptor);
  if (socket < 0) {
    return MBEDTLS_ERR_NET_INVALID_CONTEXT;
  }
  ssize_t sent = send(socket, bytes, count, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent < 0) {
    return translate(MBEDTLS_ERR_SSL_WANT_WRITE, MBEDTLS_ERR_NET_SEND_FAILED);
  }
  bench::Idle::busy();
  return sent;
}

int tlsReceive(void *descriptor, unsigned char *buffer, size_t size) {
  int socket = *static_cast<int *>(descriptor);
  if (socket < 0) {
    return MBEDTLS_ERR_NET_INVALID_CONTEXT;
  }
  ssize_t count = recv(socket, buffer, size, MSG_DONTWAIT);
  if (count > 0) {
    bench::Idle::busy();
  } else {
    bench::Idle::look(count < 0 ? socket : -1);
  }
  // 0 is the peer's end of the connection; mbedTLS makes its own number of it.
  return count < 0 ? translate(MBEDTLS_ERR_SSL_WANT_READ, MBEDTLS_ERR_NET_RECV_FAILED) : count;
}
