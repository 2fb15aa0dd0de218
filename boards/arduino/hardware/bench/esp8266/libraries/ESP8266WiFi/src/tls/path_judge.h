// The judge of certificates by anchors: BearSSL's own validation of a path, by its "minimal" engine.
#pragma once

#include "trust.h"

namespace bench::tls {

class PathJudge : public Judge {
 public:
  explicit PathJudge(const TrustSettings &settings);
  ~PathJudge() override;
  PathJudge(const PathJudge &) = delete;
  PathJudge &operator=(const PathJudge &) = delete;

  const br_x509_class **engine() override;

 private:
  // What BearSSL knows of a judge that looks into a store: its table of functions, by which it also finds it again.
  struct Face {
    const br_x509_class *vtable;
    PathJudge *judge;
  };
  struct Calls;

  void startCertificate(size_t length);
  void append(const uint8_t *bytes, size_t count);
  void endCertificate();
  void offerIssuer();

  br_x509_minimal_context path_;
  BearSSL::CertStoreBase *store_;
  const BearSSL::X509List *anchors_;
  std::unique_ptr<BearSSL::X509List> issuer_;  // of the certificate that is being judged, from the store
  Face face_;
  // With a store a certificate is held back until it is whole: the engine wants to know the anchors before.
  uint8_t *held_ = nullptr;
  size_t size_ = 0;  // as announced
  size_t filled_ = 0;
};

}  // namespace bench::tls
