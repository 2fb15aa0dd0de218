#include "path_judge.h"

#include <stdlib.h>
#include <string.h>

#include <algorithm>

#include "../CertStoreBearSSL.h"
#include "keys.h"

namespace bench::tls {

namespace {

constexpr time_t kDay = 86400;
constexpr time_t kDaysTo1970 = 719528;  // since January 1st of the year 0, as BearSSL counts

}  // namespace

// BearSSL's side of a judge with a store: everything goes on to the engine, a certificate when it is whole.
struct PathJudge::Calls {
  static PathJudge *self(const br_x509_class *const *context) { return reinterpret_cast<const Face *>(context)->judge; }
  static const br_x509_class **inner(const br_x509_class **context) { return &self(context)->path_.vtable; }

  static void startChain(const br_x509_class **context, const char *name) {
    (*inner(context))->start_chain(inner(context), name);
  }

  static void startCertificate(const br_x509_class **context, uint32_t length) {
    self(context)->startCertificate(length);
  }

  static void append(const br_x509_class **context, const unsigned char *bytes, size_t count) {
    self(context)->append(bytes, count);
  }

  static void endCertificate(const br_x509_class **context) { self(context)->endCertificate(); }

  static unsigned endChain(const br_x509_class **context) { return (*inner(context))->end_chain(inner(context)); }

  static const br_x509_pkey *key(const br_x509_class *const *context, unsigned *usages) {
    const br_x509_class *const *engine = &self(context)->path_.vtable;
    return (*engine)->get_pkey(engine, usages);
  }

  static const br_x509_class table;
};

const br_x509_class PathJudge::Calls::table = {sizeof(Face), startChain, startCertificate, append, endCertificate,
                                               endChain,     key};

PathJudge::PathJudge(const TrustSettings &settings)
    : store_(settings.store), anchors_(settings.anchors), face_{&Calls::table, this} {
  br_x509_minimal_init_full(&path_, anchors_ ? anchors_->getTrustAnchors() : nullptr,
                            anchors_ ? anchors_->getCount() : 0);
  time_t now = settings.now ? settings.now : time(nullptr);
  br_x509_minimal_set_time(&path_, now / kDay + kDaysTo1970, now % kDay);
}

PathJudge::~PathJudge() { free(held_); }

const br_x509_class **PathJudge::engine() { return store_ ? &face_.vtable : &path_.vtable; }

void PathJudge::startCertificate(size_t length) {
  free(held_);
  held_ = static_cast<uint8_t *>(malloc(length));
  size_ = length;
  filled_ = 0;
  path_.vtable->start_cert(&path_.vtable, length);
}

void PathJudge::append(const uint8_t *bytes, size_t count) {
  if (!held_) {
    // No memory to look it up: what the sketch has given as anchors still counts.
    path_.vtable->append(&path_.vtable, bytes, count);
    return;
  }
  count = std::min(count, size_ - filled_);
  memcpy(held_ + filled_, bytes, count);
  filled_ += count;
}

void PathJudge::endCertificate() {
  if (held_) {
    offerIssuer();
    path_.vtable->append(&path_.vtable, held_, filled_);
  }
  path_.vtable->end_cert(&path_.vtable);
}

void PathJudge::offerIssuer() {
  Certificate certificate;
  issuer_.reset();
  if (certificate.parse({held_, filled_}) == 0) {
    uint8_t sum[br_sha256_SIZE];
    br_sha256_context hash;
    br_sha256_init(&hash);
    br_sha256_update(&hash, certificate.issuer().data, certificate.issuer().size);
    br_sha256_out(&hash, sum);
    issuer_ = store_->find(sum);
  }
  const BearSSL::X509List *now = issuer_ ? issuer_.get() : anchors_;
  path_.trust_anchors = now ? now->getTrustAnchors() : nullptr;
  path_.trust_anchors_num = now ? now->getCount() : 0;
}

}  // namespace bench::tls
