// Checks of the peer's certificate that a sketch makes after the handshake: fingerprint and name.
#include <ctype.h>
#include <mbedtls/oid.h>
#include <mbedtls/sha256.h>

#include <algorithm>
#include <string>

#include "ssl_client.h"

namespace {

constexpr size_t kFingerprint = 32;

// True, and the digits' bytes in out, when text holds 32 bytes in hex. Blanks and colons may stand between bytes; what
// follows the last byte is not looked at.
bool parse_fingerprint(const char *text, uint8_t out[kFingerprint]) {
  for (size_t i = 0; i < kFingerprint; i++) {
    while (*text == ' ' || *text == ':') {
      text++;
    }
    if (!isxdigit(static_cast<unsigned char>(text[0])) || !isxdigit(static_cast<unsigned char>(text[1]))) {
      log_d("fingerprint too short or not hex at byte %u", static_cast<unsigned>(i));
      return false;
    }
    const char digits[3] = {text[0], text[1], 0};
    out[i] = strtoul(digits, nullptr, 16);
    text += 2;
  }
  return true;
}

std::string lower(const void *bytes, size_t length) {
  std::string text(static_cast<const char *>(bytes), length);
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return tolower(c); });
  return text;
}

// A name matches itself; "*.rest" matches exactly one label before the rest.
bool matches(const std::string &name, const std::string &host) {
  if (name.compare(0, 2, "*.") != 0) {
    return name.find('*') == std::string::npos && name == host;
  }
  size_t dot = host.find('.');
  return dot != std::string::npos && host.compare(dot, std::string::npos, name, 1, std::string::npos) == 0;
}

}  // namespace

bool get_peer_fingerprint(sslclient_context *client, uint8_t sha256[kFingerprint]) {
  const mbedtls_x509_crt *certificate = mbedtls_ssl_get_peer_cert(&client->ssl_ctx);
  if (!certificate) {
    log_d("Failed to get peer cert.");
    return false;
  }
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
  return mbedtls_sha256(certificate->raw.p, certificate->raw.len, sha256, 0) == 0;
#else
  return mbedtls_sha256_ret(certificate->raw.p, certificate->raw.len, sha256, 0) == 0;
#endif
}

bool verify_ssl_fingerprint(sslclient_context *client, const char *fingerprint, const char *host) {
  uint8_t wanted[kFingerprint];
  uint8_t found[kFingerprint];
  if (!parse_fingerprint(fingerprint, wanted) || !get_peer_fingerprint(client, found)) {
    return false;
  }
  if (memcmp(wanted, found, kFingerprint) != 0) {
    log_d("fingerprint doesn't match");
    return false;
  }
  return !host || verify_ssl_dn(client, host);
}

bool verify_ssl_dn(sslclient_context *client, const char *host) {
  const mbedtls_x509_crt *certificate = mbedtls_ssl_get_peer_cert(&client->ssl_ctx);
  if (!certificate) {
    return false;
  }
  std::string wanted = lower(host, strlen(host));
  for (const mbedtls_x509_sequence *name = &certificate->subject_alt_names; name; name = name->next) {
    if (matches(lower(name->buf.p, name->buf.len), wanted)) {
      return true;
    }
  }
  for (const mbedtls_x509_name *part = &certificate->subject; part; part = part->next) {
    if (MBEDTLS_OID_CMP(MBEDTLS_OID_AT_CN, &part->oid) == 0 && matches(lower(part->val.p, part->val.len), wanted)) {
      return true;
    }
  }
  return false;
}
