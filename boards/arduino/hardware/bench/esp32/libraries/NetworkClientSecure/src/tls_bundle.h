// Certificate bundles: the names and keys of many authorities in one block of bytes, in the layout that the chip's
// ESP-IDF reads (components/mbedtls/esp_crt_bundle/esp_crt_bundle.c).
//
//   to 5.3     count (16 bits), then for each entry: length of the name, length of the key, name, key; big-endian
//   from 5.4   for each entry an offset (32 bits), then the same entries; little-endian
//
// Names are the DER of subjects, and sorted; keys are SubjectPublicKeyInfo.
#pragma once

#include <mbedtls/x509_crt.h>
#include <stddef.h>
#include <stdint.h>

#include <vector>

class TlsBundle {
 public:
  // Takes a bundle, whose memory must stay. False when it is not in the chip's layout: it is empty then. size 0: not
  // known (arduino-esp32 before 3.0.4), so that only the counted layout can be read, and its lengths are believed.
  bool read(const uint8_t *bytes, size_t size);
  void clear() { entries_.clear(); }

  // True when the certificate's issuer is in the bundle, and its key made the signature. Nothing else of the issuer is
  // known, so nothing else is checked.
  bool vouches(const mbedtls_x509_crt *certificate) const;

 private:
  struct Entry {
    const uint8_t *name;
    const uint8_t *key;
    uint16_t nameLength;
    uint16_t keyLength;
  };

  bool entry(const uint8_t *at, const uint8_t *end, Entry *entry) const;
  bool readCounted(const uint8_t *bytes, const uint8_t *end);
  bool readOffsets(const uint8_t *bytes, const uint8_t *end);
  const Entry *find(const uint8_t *name, size_t length) const;

  std::vector<Entry> entries_;
};
