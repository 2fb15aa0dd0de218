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

#include "tls_bundle.h"

// What certificates are judged by, beyond the configuration.
struct TlsJudge {
  mbedtls_ssl_context *session = nullptr;  // its host name is compared with addresses in certificates
  const TlsBundle *bundle = nullptr;       // null: trust does not come from a bundle
};

class TlsPolicy {
 public:
  // Sets versions, cipher suites, curves, hashes and the verification of certificates. judge is asked for each
  // certificate: it must live as long as the configuration.
  static void apply(mbedtls_ssl_config *configuration, TlsJudge *judge);
};
