// The chip's hash engine. mbedTLS stands for it; in the header, so that only programs that hash are linked with mbedTLS.
#pragma once

#include <mbedtls/md.h>
#include <stddef.h>

typedef enum {
  SHA1 = 0,
  SHA2_256,
  SHA2_384,
  SHA2_512,
} esp_sha_type;

// Writes the hash of the bytes: 20, 32, 48 or 64 bytes.
static inline void esp_sha(esp_sha_type type, const unsigned char *bytes, size_t length, unsigned char *hash) {
  static const mbedtls_md_type_t kinds[] = {MBEDTLS_MD_SHA1, MBEDTLS_MD_SHA256, MBEDTLS_MD_SHA384, MBEDTLS_MD_SHA512};
  mbedtls_md(mbedtls_md_info_from_type(kinds[type]), bytes, length, hash);
}
