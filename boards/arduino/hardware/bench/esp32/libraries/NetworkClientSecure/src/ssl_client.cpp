#include "ssl_client.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/clock.h"
#include "bench/socket.h"
#include "tls_policy.h"
#include "tls_transport.h"

namespace {

constexpr char kPersonalization[] = "esp32-tls";
constexpr int kDefaultTimeout = 30000;

// arduino-esp32 3.x writes in pieces of this size, so a long write is many records.
constexpr size_t kChunk = 4096;

uint64_t microseconds(unsigned long milliseconds) { return static_cast<uint64_t>(milliseconds) * 1000; }

int _handle_error(int error, const char *function, int line) {
  if (error == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
    return error;
  }
  char text[100];
  mbedtls_strerror(error, text, sizeof(text));
  log_e("[%s():%d]: (%d) %s", function, line, error, text);
  return error;
}

#define handle_error(error) _handle_error(error, BENCH_LOG_FUNCTION, __LINE__)

// From here to the end of start_ssl_client() all is one function in arduino-esp32, and the log names it so.
#undef BENCH_LOG_FUNCTION
#define BENCH_LOG_FUNCTION "start_ssl_client"

bool wants_more(int result) { return result == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE; }

short wanted(int result) { return result == MBEDTLS_ERR_SSL_WANT_WRITE ? POLLOUT : POLLIN; }

// Waits until the network can give, or take, what TLS wants next, or so many milliseconds have passed.
void wait_for_network(sslclient_context *client, int result, unsigned long milliseconds) {
  bench::Clock::board().wait(client->socket, wanted(result), microseconds(milliseconds));
}

void close_socket(sslclient_context *client) {
  if (client->socket >= 0) {
    close(client->socket);
    client->socket = -1;
  }
}

int open_socket(sslclient_context *client, const IPAddress &address, uint32_t port, int timeout) {
  client->socket = bench::openTcp();
  if (client->socket < 0) {
    log_e("ERROR opening socket");
    return -1;
  }
  int error = 0;
  switch (bench::connectTcp(client->socket, address, port, timeout, &error)) {
    case bench::Connecting::kConnected: {
      int enable = 1;
      setsockopt(client->socket, IPPROTO_TCP, TCP_NODELAY, &enable, sizeof(enable));
      setsockopt(client->socket, SOL_SOCKET, SO_KEEPALIVE, &enable, sizeof(enable));
      return client->socket;
    }
    case bench::Connecting::kAtOnce:
      log_e("connect on fd %d, errno: %d, \"%s\"", client->socket, error, bench::chipErrorText(error));
      break;
    case bench::Connecting::kLater:
      log_e("socket error on fd %d, errno: %d, \"%s\"", client->socket, error, bench::chipErrorText(error));
      break;
    case bench::Connecting::kTimedOut:
      log_i("select returned due to timeout %d ms for fd %d", timeout, client->socket);
      break;
  }
  close_socket(client);
  return -1;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int set_psk(sslclient_context *client, const char *identity, const char *hex) {
#if defined(MBEDTLS_KEY_EXCHANGE_SOME_PSK_ENABLED) || defined(MBEDTLS_KEY_EXCHANGE__SOME__PSK_ENABLED) || \
    defined(MBEDTLS_SSL_HANDSHAKE_WITH_PSK_ENABLED)
  // The chip's limit (CONFIG MBEDTLS_PSK_MAX_LEN), which may be lower than this library's.
  constexpr size_t kLongest = 32;
  size_t digits = strlen(hex);
  if (digits % 2 != 0 || digits > 2 * kLongest) {
    log_e("pre-shared key not valid hex or too long");
    return -1;
  }
  unsigned char key[kLongest];
  for (size_t i = 0; i < digits / 2; i++) {
    int high = hex_digit(hex[2 * i]);
    int low = hex_digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) {
      return -1;
    }
    key[i] = high << 4 | low;
  }
  int result = mbedtls_ssl_conf_psk(&client->ssl_conf, key, digits / 2,
                                    reinterpret_cast<const unsigned char *>(identity), strlen(identity));
  if (result != 0) {
    log_e("mbedtls_ssl_conf_psk returned %d", result);
    return handle_error(result);
  }
  return 0;
#else
  log_e("this mbedTLS has no pre-shared keys");
  return -1;
#endif
}

int parse_pem(mbedtls_x509_crt *chain, const char *pem) {
  mbedtls_x509_crt_init(chain);
  int result = mbedtls_x509_crt_parse(chain, reinterpret_cast<const unsigned char *>(pem), strlen(pem) + 1);
  if (result < 0) {
    mbedtls_x509_crt_free(chain);
  }
  return result;
}

int set_bundle(sslclient_context *client, const sslclient_trust &trust) {
  log_v("Attaching the CA bundle");
  client->bundle.clear();
  if (trust.bundle && !client->bundle.read(trust.bundle, trust.bundle_size)) {
    log_e("the CA bundle is not in the layout of " BENCH_IDF_VERSION);
    return -1;
  }
  client->judge.bundle = &client->bundle;
  mbedtls_ssl_conf_authmode(&client->ssl_conf, MBEDTLS_SSL_VERIFY_REQUIRED);
  // mbedTLS wants a chain before it verifies anything: an empty one, in which it finds nobody.
  mbedtls_ssl_conf_ca_chain(&client->ssl_conf, &client->ca_cert, nullptr);
  return 0;
}

// Sources of trust exclude each other, in this order.
int set_trust(sslclient_context *client, const sslclient_trust &trust) {
  if (trust.insecure) {
    mbedtls_ssl_conf_authmode(&client->ssl_conf, MBEDTLS_SSL_VERIFY_NONE);
    log_d("WARNING: Skipping SSL Verification. INSECURE!");
    return 0;
  }
  if (trust.ca_cert) {
    log_v("Loading CA cert");
    mbedtls_ssl_conf_authmode(&client->ssl_conf, MBEDTLS_SSL_VERIFY_REQUIRED);
    int result = parse_pem(&client->ca_cert, trust.ca_cert);
    // A positive result counts the blocks that could not be read: the others serve.
    if (result < 0) {
      return result;
    }
    mbedtls_ssl_conf_ca_chain(&client->ssl_conf, &client->ca_cert, nullptr);
    return 0;
  }
  if (trust.bundled) {
    return set_bundle(client, trust);
  }
  if (trust.psk_identity && trust.psk) {
    log_v("Setting up PSK");
    return set_psk(client, trust.psk_identity, trust.psk);
  }
  return -1;
}

int parse_key(sslclient_context *client, const char *pem) {
  auto bytes = reinterpret_cast<const unsigned char *>(pem);
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
  return mbedtls_pk_parse_key(&client->client_key, bytes, strlen(pem) + 1, nullptr, 0, mbedtls_ctr_drbg_random,
                              &client->drbg_ctx);
#else
  return mbedtls_pk_parse_key(&client->client_key, bytes, strlen(pem) + 1, nullptr, 0);
#endif
}

int set_own_certificate(sslclient_context *client, const sslclient_trust &trust) {
  log_v("Loading CRT cert");
  int result = parse_pem(&client->client_cert, trust.client_cert);
  if (result < 0) {
    return result;
  }
  log_v("Loading private key");
  mbedtls_pk_init(&client->client_key);
  result = parse_key(client, trust.client_key);
  if (result != 0) {
    mbedtls_x509_crt_free(&client->client_cert);
    return result;
  }
  return mbedtls_ssl_conf_own_cert(&client->ssl_conf, &client->client_cert, &client->client_key);
}

// The chip's entropy is its hardware generator. The host library's own source spends half a millisecond of computing on
// each connection to gather what the kernel has ready.
int hardware_entropy(void *, unsigned char *output, size_t length) {
  for (size_t filled = 0; filled < length;) {
    ssize_t got = getrandom(output + filled, length - filled, 0);
    if (got < 0 && errno != EINTR) {
      return MBEDTLS_ERR_ENTROPY_SOURCE_FAILED;
    }
    filled += got > 0 ? got : 0;
  }
  return 0;
}

}  // namespace

void ssl_init(sslclient_context *client) {
  client->socket = -1;
  client->peek_buf = -1;
  mbedtls_ssl_init(&client->ssl_ctx);
  mbedtls_ssl_config_init(&client->ssl_conf);
  mbedtls_ctr_drbg_init(&client->drbg_ctx);
  mbedtls_entropy_init(&client->entropy_ctx);
  mbedtls_x509_crt_init(&client->ca_cert);
  mbedtls_x509_crt_init(&client->client_cert);
  mbedtls_pk_init(&client->client_key);
}

int start_ssl_client(sslclient_context *client, const IPAddress &address, uint32_t port, const char *host,
                     int timeout_milliseconds, const sslclient_trust &trust) {
  log_v("Free internal heap before TLS %u", ESP.getFreeHeap());
  if (!trust.ca_cert && !trust.bundled && !trust.psk_identity && !trust.psk && !trust.insecure) {
    return -1;
  }

  log_v("Starting socket");
  int timeout = timeout_milliseconds > 0 ? timeout_milliseconds : kDefaultTimeout;
  client->socket_timeout = timeout;
  if (open_socket(client, address, port, timeout) < 0) {
    return -1;
  }

  log_v("Seeding the random number generator");
  auto personalization = reinterpret_cast<const unsigned char *>(kPersonalization);
  int result = mbedtls_ctr_drbg_seed(&client->drbg_ctx, hardware_entropy, &client->entropy_ctx, personalization,
                                     strlen(kPersonalization));
  if (result < 0) {
    return handle_error(result);
  }

  log_v("Setting up the SSL/TLS structure...");
  result = mbedtls_ssl_config_defaults(&client->ssl_conf, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                       MBEDTLS_SSL_PRESET_DEFAULT);
  if (result != 0) {
    return handle_error(result);
  }
  client->judge = TlsJudge();
  client->judge.session = &client->ssl_ctx;
  TlsPolicy::apply(&client->ssl_conf, &client->judge);

  if (trust.alpn) {
    log_v("Setting ALPN protocols");
    result = mbedtls_ssl_conf_alpn_protocols(&client->ssl_conf, trust.alpn);
    if (result != 0) {
      return handle_error(result);
    }
  }

  result = set_trust(client, trust);
  if (result != 0) {
    // -1 was explained already, or needs no word, as in the original.
    return result == -1 ? -1 : handle_error(result);
  }
  if (!trust.insecure && trust.client_cert && trust.client_key) {
    result = set_own_certificate(client, trust);
    if (result != 0) {
      return handle_error(result);
    }
  }

  log_v("Setting hostname for TLS session...");
  result = mbedtls_ssl_set_hostname(&client->ssl_ctx, host ? host : address.toString().c_str());
  if (result != 0) {
    return handle_error(result);
  }
  mbedtls_ssl_conf_rng(&client->ssl_conf, mbedtls_ctr_drbg_random, &client->drbg_ctx);
  result = mbedtls_ssl_setup(&client->ssl_ctx, &client->ssl_conf);
  if (result != 0) {
    return handle_error(result);
  }
  mbedtls_ssl_set_bio(&client->ssl_ctx, &client->socket, tlsSend, tlsReceive, nullptr);
  return client->socket;
}

// In 2.x the handshake is part of that function too.
#if ESP_ARDUINO_VERSION_MAJOR >= 3
#undef BENCH_LOG_FUNCTION
#define BENCH_LOG_FUNCTION __FUNCTION__
#endif

int ssl_starttls_handshake(sslclient_context *client) {
  log_v("Performing the SSL/TLS handshake...");
  unsigned long start = millis();
  for (;;) {
    int result = mbedtls_ssl_handshake(&client->ssl_ctx);
    if (result == 0) {
      break;
    }
    if (!wants_more(result)) {
      return handle_error(result);
    }
    unsigned long passed = millis() - start;
    if (passed > client->handshake_timeout) {
      return -1;
    }
    bench::Clock::board().waitInHandshake(client->socket, wanted(result),
                                          microseconds(client->handshake_timeout - passed + 1));
  }

  log_v("Verifying peer X.509 certificate...");
  uint32_t flags = mbedtls_ssl_get_verify_result(&client->ssl_ctx);
  if (flags != 0) {
    char text[512] = {};
    mbedtls_x509_crt_verify_info(text, sizeof(text), "  ! ", flags);
    log_e("Failed to verify peer certificate! verification info: %s", text);
    // The original returns the handshake's result here, which was success: insecure mode lives on that.
    return handle_error(0);
  }
  log_v("Certificate verified.");

  // The chains have served; the chip needs their memory.
  mbedtls_x509_crt_free(&client->ca_cert);
  mbedtls_x509_crt_free(&client->client_cert);
  mbedtls_pk_free(&client->client_key);
  log_v("Free internal heap after TLS %u", ESP.getFreeHeap());
  return client->socket;
}

#undef BENCH_LOG_FUNCTION
#define BENCH_LOG_FUNCTION __FUNCTION__

void stop_ssl_socket(sslclient_context *client) {
  log_v("Cleaning SSL connection.");
  close_socket(client);
  mbedtls_x509_crt_free(&client->ca_cert);
  mbedtls_x509_crt_free(&client->client_cert);
  mbedtls_pk_free(&client->client_key);
  mbedtls_ssl_free(&client->ssl_ctx);
  mbedtls_ssl_config_free(&client->ssl_conf);
  mbedtls_ctr_drbg_free(&client->drbg_ctx);
  mbedtls_entropy_free(&client->entropy_ctx);
  ssl_init(client);
}

int data_to_read(sslclient_context *client) {
  int result = mbedtls_ssl_read(&client->ssl_ctx, nullptr, 0);
  size_t count = mbedtls_ssl_get_bytes_avail(&client->ssl_ctx);
  // 0 is a TCP connection that ended without a close_notify: nothing to read, and no error. The client stays
  // "connected".
  if (result < 0 && !wants_more(result)) {
    return handle_error(result);
  }
  return count;
}

int send_ssl_data(sslclient_context *client, const uint8_t *bytes, size_t count) {
  constexpr bool chunked = ESP_ARDUINO_VERSION_MAJOR >= 3;
  unsigned long progress = millis();
  size_t sent = 0;
  while (sent < count) {
    size_t piece = chunked ? min(count - sent, kChunk) : count - sent;
    int result = mbedtls_ssl_write(&client->ssl_ctx, bytes + sent, piece);
    if (result > 0) {
      sent += result;
      progress = millis();
      if (!chunked) {
        break;
      }
      continue;
    }
    if (millis() - progress > client->socket_timeout) {
      log_v("SSL write timed out.");
      return -1;
    }
    if (result < 0 && !wants_more(result)) {
      log_v("Handling error %d", result);
      return handle_error(result);
    }
    wait_for_network(client, result, client->socket_timeout);
  }
  return sent;
}

int get_ssl_receive(sslclient_context *client, uint8_t *buffer, size_t size) {
  return mbedtls_ssl_read(&client->ssl_ctx, buffer, size);
}

int peek_net_receive(sslclient_context *client, int timeout_milliseconds) {
  return bench::Clock::board().wait(client->socket, POLLIN, microseconds(timeout_milliseconds)) != 0;
}

int get_net_receive(sslclient_context *client, uint8_t *buffer, size_t size) {
  int ready = peek_net_receive(client, client->socket_timeout);
  return ready > 0 ? tlsReceive(&client->socket, buffer, size) : ready;
}

int send_net_data(sslclient_context *client, const uint8_t *bytes, size_t count) {
  return tlsSend(&client->socket, bytes, count);
}
