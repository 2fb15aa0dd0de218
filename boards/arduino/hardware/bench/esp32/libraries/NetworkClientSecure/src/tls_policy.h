// What the chip's build of mbedTLS offers and accepts, where the host's library would do otherwise.
//
// arduino-esp32 3.x is mbedTLS 3.6: TLS 1.2 only, SHA-256 and longer, P-256 and stronger, names that are addresses. 2.x
// is mbedTLS 2.28 with TLS 1.0 to 1.2. Both are built without MBEDTLS_HAVE_TIME_DATE, so that a certificate's dates
// mean nothing (esp-idf components/mbedtls/Kconfig; arduino-esp32 issue 5780). Debian's library checks them:
// BENCH_TLS_DATES=1, as a macro or in the environment, keeps that check, for firmware whose own build has the option.
//
// What cannot be had from mbedTLS 2.28: the 3.x record layer's small differences in error numbers (README.md).
#pragma once

#include <mbedtls/ssl.h>

class TlsPolicy {
 public:
  // Sets versions, cipher suites, curves, hashes and the verification of certificates. session is the one that will use
  // the configuration: its host name is compared with addresses in certificates.
  static void apply(mbedtls_ssl_config *configuration, mbedtls_ssl_context *session);
};
