// A judge that looks at the peer's own certificate alone. The chain behind it, names and dates do not matter to it;
// that the peer holds the certificate's key is proved by the handshake.
#pragma once

#include "keys.h"
#include "trust.h"

namespace bench::tls {

class LeafJudge : public Judge {
 public:
  LeafJudge();
  ~LeafJudge() override;
  LeafJudge(const LeafJudge &) = delete;
  LeafJudge &operator=(const LeafJudge &) = delete;

  const br_x509_class **engine() override { return &face_.vtable; }

 private:
  // What BearSSL knows of a judge: its table of functions, by which it also finds the judge again.
  struct Face {
    const br_x509_class *vtable;
    LeafJudge *judge;
  };
  struct Calls;

  // 0, or why the certificate is refused: an error number of BearSSL.
  virtual unsigned judge(View leaf, const Certificate &parsed) = 0;

  void startCertificate(size_t length);
  void append(const uint8_t *bytes, size_t count);
  unsigned conclude();

  Face face_;
  unsigned seen_ = 0;  // certificates begun
  uint8_t *leaf_ = nullptr;
  size_t size_ = 0;  // of the leaf, as announced
  size_t filled_ = 0;
  Certificate parsed_;
};

}  // namespace bench::tls
