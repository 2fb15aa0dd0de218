// Whom a client trusts, and the object that judges a peer's certificates by it, one small class for each way.
#pragma once

#include <bearssl.h>
#include <time.h>

#include <memory>

#include "../BearSSLHelpers.h"
#include "der.h"

namespace BearSSL {
class CertStoreBase;
}

namespace bench::tls {

enum class TrustMode {
  kAnchors,      // certificates that lead to an anchor; without anchors nobody is trusted
  kInsecure,     // anybody
  kFingerprint,  // the one certificate with this SHA-1
  kSelfSigned,   // a certificate whose issuer is its subject
  kKnownKey,     // the holder of this key, whatever its certificates say
};

// What the sketch has chosen.
struct TrustSettings {
  TrustMode mode = TrustMode::kAnchors;
  const BearSSL::X509List *anchors = nullptr;
  BearSSL::CertStoreBase *store = nullptr;  // more anchors, for kAnchors
  uint8_t fingerprint[20] = {};
  const BearSSL::PublicKey *key = nullptr;
  unsigned keyUsages = 0;  // BR_KEYTYPE_KEYX, BR_KEYTYPE_SIGN
  time_t now = 0;          // 0: the board's clock
};

// Judges one peer.
class Judge {
 public:
  virtual ~Judge() = default;
  // As BearSSL's engine wants it.
  virtual const br_x509_class **engine() = 0;

  // Null when memory is short.
  static std::unique_ptr<Judge> make(const TrustSettings &settings);
};

}  // namespace bench::tls
