#include "trust.h"

#include <stdlib.h>
#include <string.h>

#include <new>

#include "keys.h"
#include "leaf_judge.h"
#include "path_judge.h"

namespace bench::tls {

namespace {

class KnownKeyJudge : public Judge {
 public:
  explicit KnownKeyJudge(const TrustSettings &settings) {
    if (settings.key->isEC()) {
      br_x509_knownkey_init_ec(&known_, settings.key->getEC(), settings.keyUsages);
    } else {
      br_x509_knownkey_init_rsa(&known_, settings.key->getRSA(), settings.keyUsages);
    }
  }

  const br_x509_class **engine() override { return &known_.vtable; }

 private:
  br_x509_knownkey_context known_;
};

class AnybodyJudge : public LeafJudge {
  unsigned judge(View, const Certificate &) override { return 0; }
};

class FingerprintJudge : public LeafJudge {
 public:
  explicit FingerprintJudge(const TrustSettings &settings) { memcpy(wanted_, settings.fingerprint, sizeof(wanted_)); }

 private:
  unsigned judge(View leaf, const Certificate &) override {
    uint8_t sum[br_sha1_SIZE];
    br_sha1_context hash;
    br_sha1_init(&hash);
    br_sha1_update(&hash, leaf.data, leaf.size);
    br_sha1_out(&hash, sum);
    return memcmp(sum, wanted_, sizeof(sum)) == 0 ? 0 : BR_ERR_X509_NOT_TRUSTED;
  }

  uint8_t wanted_[br_sha1_SIZE];
};

class SelfSignedJudge : public LeafJudge {
  unsigned judge(View, const Certificate &leaf) override {
    return leaf.issuer() == leaf.subject() ? 0 : BR_ERR_X509_NOT_TRUSTED;
  }
};

Judge *choose(const TrustSettings &settings) {
  switch (settings.mode) {
    case TrustMode::kInsecure:
      return new (std::nothrow) AnybodyJudge;
    case TrustMode::kFingerprint:
      return new (std::nothrow) FingerprintJudge(settings);
    case TrustMode::kSelfSigned:
      return new (std::nothrow) SelfSignedJudge;
    case TrustMode::kKnownKey:
      if (settings.key && (settings.key->isEC() || settings.key->isRSA())) {
        return new (std::nothrow) KnownKeyJudge(settings);
      }
      break;
    case TrustMode::kAnchors:
      return new (std::nothrow) PathJudge(settings);
  }
  // A key that could not be read is nobody's: without anchors nobody is trusted.
  return new (std::nothrow) PathJudge(TrustSettings());
}

}  // namespace

std::unique_ptr<Judge> Judge::make(const TrustSettings &settings) { return std::unique_ptr<Judge>(choose(settings)); }

}  // namespace bench::tls
