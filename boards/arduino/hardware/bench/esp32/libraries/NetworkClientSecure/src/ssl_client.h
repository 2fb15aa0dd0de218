// The TLS session below NetworkClientSecure, cut into functions as in arduino-esp32's ssl_client.cpp: their names and
// their order show in the log, and decide what a server sees of a client that fails.
#pragma once

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/ssl.h>
#include <mbedtls/version.h>
#include <mbedtls/x509_crt.h>

#include "Arduino.h"
#include "tls_bundle.h"
#include "tls_policy.h"

struct sslclient_context {
  int socket = -1;
  mbedtls_ssl_context ssl_ctx;
  mbedtls_ssl_config ssl_conf;
  mbedtls_ctr_drbg_context drbg_ctx;
  mbedtls_entropy_context entropy_ctx;
  mbedtls_x509_crt ca_cert;
  mbedtls_x509_crt client_cert;
  mbedtls_pk_context client_key;
  TlsBundle bundle;
  TlsJudge judge;

  unsigned long handshake_timeout = 120000;  // milliseconds of board time
  unsigned long socket_timeout = 30000;      // milliseconds of board time
  int last_error = 0;
  int peek_buf = -1;  // a byte that peek() took
};

// What a connection is made with. Pointers are the sketch's: nothing is copied.
struct sslclient_trust {
  const char *ca_cert = nullptr;      // PEM blocks
  const char *client_cert = nullptr;  // PEM
  const char *client_key = nullptr;   // PEM
  bool bundled = false;              // trust comes from a bundle
  const uint8_t *bundle = nullptr;   // null: the one that comes with the core, which is empty here
  size_t bundle_size = 0;            // 0: not known
  const char *psk_identity = nullptr;
  const char *psk = nullptr;  // hex
  bool insecure = false;
  const char **alpn = nullptr;  // ends with a null
};

// Makes an empty session.
void ssl_init(sslclient_context *client);

// Opens the socket and prepares the session up to, not including, the handshake. Returns the socket, or a negative
// number: one of mbedTLS, or -1. Without any trust configured it returns before there is a socket, so that the server
// sees nothing at all.
int start_ssl_client(sslclient_context *client, const IPAddress &address, uint32_t port, const char *host,
                     int timeout_milliseconds, const sslclient_trust &trust);

// Performs the handshake, within handshake_timeout. Returns as start_ssl_client.
int ssl_starttls_handshake(sslclient_context *client);

// Closes the socket, without a close_notify, and empties the session. Timeouts and last_error stay.
void stop_ssl_socket(sslclient_context *client);

// Bytes of the current record that can be read, or an error of mbedTLS. Takes in what the network has.
int data_to_read(sslclient_context *client);
// Sends; returns the number of bytes taken, or an error. arduino-esp32 2.x sends one record at most.
int send_ssl_data(sslclient_context *client, const uint8_t *bytes, size_t count);
int get_ssl_receive(sslclient_context *client, uint8_t *buffer, size_t size);

// The connection before startTLS(): bytes without TLS.
int peek_net_receive(sslclient_context *client, int timeout_milliseconds);
int get_net_receive(sslclient_context *client, uint8_t *buffer, size_t size);
int send_net_data(sslclient_context *client, const uint8_t *bytes, size_t count);

// The SHA-256 of the peer's certificate; false when there is none.
bool get_peer_fingerprint(sslclient_context *client, uint8_t sha256[32]);
// Compares it with 64 hex digits (blanks and colons between them are skipped), and the name, unless null, with the
// certificate's.
bool verify_ssl_fingerprint(sslclient_context *client, const char *fingerprint, const char *host);
bool verify_ssl_dn(sslclient_context *client, const char *host);
