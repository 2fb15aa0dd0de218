// Keys and certificates as they come from a sketch, PEM or DER, in the structures of BearSSL.
#pragma once

#include <bearssl.h>

#include "der.h"

namespace bench::tls {

// The DER of all objects in the bytes, which are DER when they begin like it, and PEM otherwise. Blocks that cannot be
// read are left out.
std::vector<Bytes> readObjects(const void *bytes, size_t length);

// A public key with memory of its own, in which BearSSL's structure points.
class PublicKeyCopy {
 public:
  PublicKeyCopy() = default;
  PublicKeyCopy(const PublicKeyCopy &) = delete;
  PublicKeyCopy &operator=(const PublicKeyCopy &) = delete;

  void set(const br_x509_pkey &key);
  // From a SubjectPublicKeyInfo (RFC 5280, "PUBLIC KEY"), or an RSAPublicKey (RFC 8017, "RSA PUBLIC KEY").
  bool parse(View der);

  bool valid() const { return key_.key_type != 0; }
  const br_x509_pkey &key() const { return key_; }

 private:
  bool parseRsa(View der);
  bool parseEc(View curve, View point);

  Bytes first_;   // an RSA modulus, or the point of an elliptic curve
  Bytes second_;  // an RSA exponent
  br_x509_pkey key_ = {};
};

// A private key with memory of its own.
class PrivateKeyCopy {
 public:
  PrivateKeyCopy() = default;
  PrivateKeyCopy(const PrivateKeyCopy &) = delete;
  PrivateKeyCopy &operator=(const PrivateKeyCopy &) = delete;

  // From PKCS #1, PKCS #8 or SEC 1.
  bool parse(View der);

  int type() const { return type_; }  // BR_KEYTYPE_RSA, BR_KEYTYPE_EC, 0 for none
  const br_rsa_private_key *rsa() const { return type_ == BR_KEYTYPE_RSA ? &rsa_ : nullptr; }
  const br_ec_private_key *ec() const { return type_ == BR_KEYTYPE_EC ? &ec_ : nullptr; }

 private:
  Bytes memory_;
  int type_ = 0;
  br_rsa_private_key rsa_ = {};
  br_ec_private_key ec_ = {};
};

// What a certificate says of itself: its names, as they are encoded, and its key.
class Certificate {
 public:
  // 0, or BearSSL's error (41 and above) when this is no certificate.
  int parse(View der);

  View subject() const { return subject_; }
  View issuer() const { return issuer_; }
  bool isCa() const { return br_x509_decoder_isCA(const_cast<br_x509_decoder_context *>(&decoder_)); }
  const br_x509_pkey *key() const { return br_x509_decoder_get_pkey(const_cast<br_x509_decoder_context *>(&decoder_)); }

 private:
  br_x509_decoder_context decoder_;
  View subject_;
  View issuer_;
};

}  // namespace bench::tls
