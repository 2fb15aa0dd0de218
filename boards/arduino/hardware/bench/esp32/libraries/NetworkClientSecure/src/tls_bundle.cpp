#include "tls_bundle.h"

#include <mbedtls/md.h>
#include <mbedtls/pk.h>
#include <mbedtls/version.h>
#include <string.h>

#include <algorithm>

#include "Arduino.h"

#if MBEDTLS_VERSION_NUMBER >= 0x03000000
#define MEMBER(name) MBEDTLS_PRIVATE(name)
#else
#define MEMBER(name) name
#endif

namespace {

constexpr bool kOffsets = ESP_IDF_VERSION >= ESP_IDF_VERSION_VAL(5, 4, 0);

// Bytes before an entry's name.
constexpr size_t kLengths = 4;

// What a bundle of unknown size may have at most: the count's 65535 entries, each with two lengths of 16 bits.
constexpr size_t kMost = 65535u * (kLengths + 2 * 65535u);

uint16_t number16(const uint8_t *at) { return kOffsets ? at[0] | at[1] << 8 : at[0] << 8 | at[1]; }

uint32_t number32(const uint8_t *at) {
  return at[0] | at[1] << 8 | at[2] << 16 | static_cast<uint32_t>(at[3]) << 24;
}

// Below, at or above 0 as left sorts before, with or after right.
int compare(const uint8_t *left, size_t leftLength, const uint8_t *right, size_t rightLength) {
  int order = memcmp(left, right, std::min(leftLength, rightLength));
  if (order != 0 || leftLength == rightLength) {
    return order;
  }
  return leftLength < rightLength ? -1 : 1;
}

bool signedBy(const mbedtls_x509_crt *certificate, mbedtls_pk_context *key) {
  const mbedtls_md_info_t *kind = mbedtls_md_info_from_type(certificate->MEMBER(sig_md));
  unsigned char hash[MBEDTLS_MD_MAX_SIZE];
  if (!kind || mbedtls_md(kind, certificate->tbs.p, certificate->tbs.len, hash) != 0) {
    return false;
  }
  return mbedtls_pk_verify_ext(certificate->MEMBER(sig_pk), certificate->MEMBER(sig_opts), key,
                               certificate->MEMBER(sig_md), hash, mbedtls_md_get_size(kind),
                               certificate->MEMBER(sig).p, certificate->MEMBER(sig).len) == 0;
}

}  // namespace

bool TlsBundle::read(const uint8_t *bytes, size_t size) {
  entries_.clear();
  if (!bytes || (kOffsets && size == 0)) {
    return false;
  }
  const uint8_t *end = bytes + (size ? size : kMost);
  bool good = kOffsets ? readOffsets(bytes, end) : readCounted(bytes, end);
  if (!good) {
    entries_.clear();
  }
  return good;
}

bool TlsBundle::entry(const uint8_t *at, const uint8_t *end, Entry *entry) const {
  if (static_cast<size_t>(end - at) < kLengths) {
    return false;
  }
  entry->nameLength = number16(at);
  entry->keyLength = number16(at + 2);
  entry->name = at + kLengths;
  entry->key = entry->name + entry->nameLength;
  return static_cast<size_t>(end - entry->name) >= static_cast<size_t>(entry->nameLength) + entry->keyLength;
}

bool TlsBundle::readCounted(const uint8_t *bytes, const uint8_t *end) {
  if (end - bytes < 2) {
    return false;
  }
  size_t count = number16(bytes);
  const uint8_t *at = bytes + 2;
  for (size_t i = 0; i < count; i++) {
    Entry next;
    if (!entry(at, end, &next)) {
      return false;
    }
    entries_.push_back(next);
    at = next.key + next.keyLength;
  }
  return count > 0;
}

// The first offset tells where the table ends, and so how many there are. Entries follow each other without gaps.
bool TlsBundle::readOffsets(const uint8_t *bytes, const uint8_t *end) {
  size_t size = end - bytes;
  if (size < sizeof(uint32_t)) {
    return false;
  }
  size_t table = number32(bytes);
  if (table == 0 || table % sizeof(uint32_t) != 0 || table > size) {
    return false;
  }
  const uint8_t *expected = bytes + table;
  for (size_t at = 0; at < table; at += sizeof(uint32_t)) {
    Entry next;
    if (bytes + number32(bytes + at) != expected || !entry(expected, end, &next)) {
      return false;
    }
    entries_.push_back(next);
    expected = next.key + next.keyLength;
  }
  return expected == end;
}

// By halves, as on the chip: a bundle that is not sorted hides some of its authorities there too.
const TlsBundle::Entry *TlsBundle::find(const uint8_t *name, size_t length) const {
  auto before = [=](const Entry &entry, int) { return compare(entry.name, entry.nameLength, name, length) < 0; };
  auto place = std::lower_bound(entries_.begin(), entries_.end(), 0, before);
  bool found = place != entries_.end() && compare(place->name, place->nameLength, name, length) == 0;
  return found ? &*place : nullptr;
}

bool TlsBundle::vouches(const mbedtls_x509_crt *certificate) const {
  const Entry *issuer = find(certificate->issuer_raw.p, certificate->issuer_raw.len);
  if (!issuer) {
    log_e("the certificate's issuer is not in the bundle");
    return false;
  }
  mbedtls_pk_context key;
  mbedtls_pk_init(&key);
  bool good = mbedtls_pk_parse_public_key(&key, issuer->key, issuer->keyLength) == 0 && signedBy(certificate, &key);
  mbedtls_pk_free(&key);
  if (!good) {
    log_e("the certificate was not signed by its issuer's key in the bundle");
  }
  return good;
}
