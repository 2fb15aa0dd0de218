#include "leaf_judge.h"

#include <stdlib.h>
#include <string.h>

#include <algorithm>

namespace bench::tls {

// BearSSL's side of a judge.
struct LeafJudge::Calls {
  static LeafJudge *self(const br_x509_class *const *context) { return reinterpret_cast<const Face *>(context)->judge; }

  static void startChain(const br_x509_class **context, const char *) { self(context)->seen_ = 0; }

  static void startCertificate(const br_x509_class **context, uint32_t length) {
    self(context)->startCertificate(length);
  }

  static void append(const br_x509_class **context, const unsigned char *bytes, size_t count) {
    self(context)->append(bytes, count);
  }

  static void endCertificate(const br_x509_class **) {}

  static unsigned endChain(const br_x509_class **context) { return self(context)->conclude(); }

  static const br_x509_pkey *key(const br_x509_class *const *context, unsigned *usages) {
    if (usages) {
      *usages = BR_KEYTYPE_KEYX | BR_KEYTYPE_SIGN;
    }
    return self(context)->parsed_.key();
  }

  static const br_x509_class table;
};

const br_x509_class LeafJudge::Calls::table = {sizeof(Face), startChain, startCertificate, append, endCertificate,
                                               endChain,     key};

LeafJudge::LeafJudge() : face_{&Calls::table, this} {}

LeafJudge::~LeafJudge() { free(leaf_); }

void LeafJudge::startCertificate(size_t length) {
  if (seen_++ > 0) {
    return;
  }
  free(leaf_);
  leaf_ = static_cast<uint8_t *>(malloc(length));
  size_ = length;
  filled_ = 0;
}

void LeafJudge::append(const uint8_t *bytes, size_t count) {
  if (seen_ != 1 || !leaf_) {
    return;
  }
  count = std::min(count, size_ - filled_);
  memcpy(leaf_ + filled_, bytes, count);
  filled_ += count;
}

unsigned LeafJudge::conclude() {
  if (seen_ == 0) {
    return BR_ERR_X509_EMPTY_CHAIN;
  }
  if (!leaf_) {
    return BR_ERR_X509_LIMIT_EXCEEDED;  // no memory for it
  }
  View leaf = {leaf_, filled_};
  int error = parsed_.parse(leaf);
  return error ? error : judge(leaf, parsed_);
}

}  // namespace bench::tls
