#include "tls_policy.h"

#include <arpa/inet.h>
#include <mbedtls/asn1.h>
#include <mbedtls/ssl_ciphersuites.h>
#include <mbedtls/version.h>
#include <mbedtls/x509_crt.h>
#include <string.h>

#include "Arduino.h"
#include "bench/environment.h"

#if MBEDTLS_VERSION_NUMBER >= 0x03000000 && ESP_ARDUINO_VERSION_MAJOR < 3
#error \
    "arduino-esp32 2.x accepts TLS 1.0, which mbedTLS 3 does not have: build bench:esp32:native2 with mbedTLS 2.28 (Debian 12)"
#endif

#ifndef BENCH_TLS_DATES
#define BENCH_TLS_DATES 0
#endif

namespace {

constexpr bool kVersion3 = ESP_ARDUINO_VERSION_MAJOR >= 3;

// Debian's list has up to some 140 suites.
constexpr size_t kMostSuites = 256;

bool contains(const char *name, const char *part) { return strstr(name, part) != nullptr; }

// arduino-esp32's sdkconfig: no ChaCha20, no ARIA, no (3)DES, no RC4, no unencrypted suites; DHE only before ESP-IDF 5.
bool offered(const char *suite) {
  for (const char *absent : {"CHACHA20", "ARIA", "DES", "RC4", "NULL", "TLS1-3"}) {
    if (contains(suite, absent)) {
      return false;
    }
  }
  return !kVersion3 || !contains(suite, "-DHE-");
}

// mbedTLS keeps the pointer: the list lives as long as the program. It is made, as mbedTLS's own is then, before tasks
// of the sketch could do so at the same time.
const class CipherSuites {
 public:
  CipherSuites() {
    size_t count = 0;
    for (const int *suite = mbedtls_ssl_list_ciphersuites(); *suite && count < kMostSuites; suite++) {
      if (offered(mbedtls_ssl_get_ciphersuite_name(*suite))) {
        suites_[count++] = *suite;
      }
    }
  }
  const int *list() const { return suites_; }

 private:
  int suites_[kMostSuites + 1] = {};
} cipherSuites;

#if MBEDTLS_VERSION_NUMBER < 0x03000000

void setVersions(mbedtls_ssl_config *configuration) {
  int least = kVersion3 ? MBEDTLS_SSL_MINOR_VERSION_3 : MBEDTLS_SSL_MINOR_VERSION_1;
  mbedtls_ssl_conf_min_version(configuration, MBEDTLS_SSL_MAJOR_VERSION_3, least);
  mbedtls_ssl_conf_max_version(configuration, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
}

// Gives a 2.28 the limits that a 3.6 has by default (mbedtls_x509_crt_profile_default, ssl_preset_default_groups).
void setLimits(mbedtls_ssl_config *configuration) {
  if (!kVersion3) {
    return;
  }
  static const mbedtls_ecp_group_id curves[] = {
      MBEDTLS_ECP_DP_CURVE25519, MBEDTLS_ECP_DP_SECP256R1, MBEDTLS_ECP_DP_SECP384R1, MBEDTLS_ECP_DP_SECP521R1,
      MBEDTLS_ECP_DP_BP256R1,    MBEDTLS_ECP_DP_BP384R1,   MBEDTLS_ECP_DP_BP512R1,   MBEDTLS_ECP_DP_NONE,
  };
  static const int hashes[] = {MBEDTLS_MD_SHA512, MBEDTLS_MD_SHA384, MBEDTLS_MD_SHA256, MBEDTLS_MD_NONE};
  static const mbedtls_x509_crt_profile profile = {
      MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA256) | MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA384) |
          MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA512),
      0xFFFFFFF,  // any kind of key
      MBEDTLS_X509_ID_FLAG(MBEDTLS_ECP_DP_SECP256R1) | MBEDTLS_X509_ID_FLAG(MBEDTLS_ECP_DP_SECP384R1) |
          MBEDTLS_X509_ID_FLAG(MBEDTLS_ECP_DP_SECP521R1) | MBEDTLS_X509_ID_FLAG(MBEDTLS_ECP_DP_BP256R1) |
          MBEDTLS_X509_ID_FLAG(MBEDTLS_ECP_DP_BP384R1) | MBEDTLS_X509_ID_FLAG(MBEDTLS_ECP_DP_BP512R1),
      2048,
  };
  mbedtls_ssl_conf_curves(configuration, curves);
  mbedtls_ssl_conf_sig_hashes(configuration, hashes);
  mbedtls_ssl_conf_cert_profile(configuration, &profile);
}

// True when the session's host is an IPv4 address that the certificate names: mbedTLS looks at those since 3.5.
bool namesAddress(const mbedtls_ssl_context *session, const mbedtls_x509_crt *certificate) {
  in_addr address;
  if (!kVersion3 || !session->hostname || inet_pton(AF_INET, session->hostname, &address) != 1) {
    return false;
  }
  constexpr int kAddress = MBEDTLS_ASN1_CONTEXT_SPECIFIC | 7;  // iPAddress of GeneralName, RFC 5280 4.2.1.6
  for (const mbedtls_x509_sequence *name = &certificate->subject_alt_names; name; name = name->next) {
    if (name->buf.tag == kAddress && name->buf.len == sizeof(address) &&
        memcmp(name->buf.p, &address, sizeof(address)) == 0) {
      return true;
    }
  }
  return false;
}

#else

void setVersions(mbedtls_ssl_config *configuration) {
  mbedtls_ssl_conf_min_tls_version(configuration, MBEDTLS_SSL_VERSION_TLS1_2);
  mbedtls_ssl_conf_max_tls_version(configuration, MBEDTLS_SSL_VERSION_TLS1_2);
}

void setLimits(mbedtls_ssl_config *) {}

// This mbedTLS compares addresses itself.
bool namesAddress(const mbedtls_ssl_context *, const mbedtls_x509_crt *) { return false; }

#endif

// A chain whose end nobody knows is good if the bundle knows who signed that end. Any other fault keeps the bundle out
// of it, but for a hash that is too weak: esp_crt_bundle.c looks past that one.
int askBundle(const TlsBundle &bundle, const mbedtls_x509_crt *certificate, uint32_t *flags) {
  if ((*flags & ~static_cast<uint32_t>(MBEDTLS_X509_BADCERT_BAD_MD)) != MBEDTLS_X509_BADCERT_NOT_TRUSTED) {
    return 0;
  }
  if (bundle.vouches(certificate)) {
    *flags = 0;
    return 0;
  }
  // ESP-IDF 5.4 and later leave it at the flag.
  return ESP_IDF_VERSION >= ESP_IDF_VERSION_VAL(5, 4, 0) ? 0 : MBEDTLS_ERR_X509_FATAL_ERROR;
}

// Called for each certificate of the chain, with what mbedTLS found; what the chip's build would not have found is
// taken away.
int verify(void *context, mbedtls_x509_crt *certificate, int depth, uint32_t *flags) {
  const TlsJudge &judge = *static_cast<TlsJudge *>(context);
  if (!BENCH_TLS_DATES && !bench::Environment::get().tlsDates) {
    *flags &= ~(MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE);
  }
  if (depth == 0 && (*flags & MBEDTLS_X509_BADCERT_CN_MISMATCH) &&
      namesAddress(judge.session, certificate)) {
    *flags &= ~MBEDTLS_X509_BADCERT_CN_MISMATCH;
  }
  return judge.bundle ? askBundle(*judge.bundle, certificate, flags) : 0;
}

}  // namespace

void TlsPolicy::apply(mbedtls_ssl_config *configuration, TlsJudge *judge) {
  setVersions(configuration);
  setLimits(configuration);
  mbedtls_ssl_conf_ciphersuites(configuration, cipherSuites.list());
  mbedtls_ssl_conf_verify(configuration, verify, judge);
}
