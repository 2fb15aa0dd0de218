// Certificates and keys for BearSSL::WiFiClientSecure. A client keeps pointers to them: they must live as long as it.
//
// All take PEM (a text that ends with a zero) or DER. What cannot be read is left out: count, isRSA() and isEC() tell.
#ifndef _BEARSSLHELPERS_H
#define _BEARSSLHELPERS_H

#include <bearssl.h>

#include <memory>
#include <vector>

#include "Arduino.h"

namespace bench::tls {
class PublicKeyCopy;
class PrivateKeyCopy;
}  // namespace bench::tls

namespace BearSSL {

class PublicKey {
 public:
  PublicKey();
  PublicKey(const char *pem) : PublicKey() { parse(pem); }
  PublicKey(const uint8_t *der, size_t length) : PublicKey() { parse(der, length); }
  PublicKey(Stream &stream, size_t size);
  PublicKey(const PublicKey &) = delete;
  PublicKey &operator=(const PublicKey &) = delete;
  ~PublicKey();

  bool parse(const char *pem) { return parse(reinterpret_cast<const uint8_t *>(pem), strlen(pem)); }
  bool parse(const uint8_t *der, size_t length);

  bool isRSA() const;
  bool isEC() const;
  const br_rsa_public_key *getRSA() const;
  const br_ec_public_key *getEC() const;

 private:
  std::unique_ptr<bench::tls::PublicKeyCopy> key_;
};

class PrivateKey {
 public:
  PrivateKey();
  PrivateKey(const char *pem) : PrivateKey() { parse(pem); }
  PrivateKey(const uint8_t *der, size_t length) : PrivateKey() { parse(der, length); }
  PrivateKey(Stream &stream, size_t size);
  PrivateKey(const PrivateKey &) = delete;
  PrivateKey &operator=(const PrivateKey &) = delete;
  ~PrivateKey();

  bool parse(const char *pem) { return parse(reinterpret_cast<const uint8_t *>(pem), strlen(pem)); }
  bool parse(const uint8_t *der, size_t length);

  bool isRSA() const;
  bool isEC() const;
  const br_rsa_private_key *getRSA() const;
  const br_ec_private_key *getEC() const;

 private:
  std::unique_ptr<bench::tls::PrivateKeyCopy> key_;
};

// Certificates: a client's own chain, or what it trusts. A certificate with CA:TRUE is trusted as an authority; any
// other is trusted itself: a peer with that subject and that key.
class X509List {
 public:
  X509List();
  X509List(const char *pem) : X509List() { append(pem); }
  X509List(const uint8_t *der, size_t length) : X509List() { append(der, length); }
  X509List(Stream &stream, size_t size);
  X509List(const X509List &) = delete;
  X509List &operator=(const X509List &) = delete;
  ~X509List();

  // True when there was at least one certificate and all of them could be read.
  bool append(const char *pem) { return append(reinterpret_cast<const uint8_t *>(pem), strlen(pem)); }
  bool append(const uint8_t *der, size_t length);

  size_t getCount() const { return certificates_.size(); }
  const br_x509_certificate *getX509Certs() const { return certificates_.data(); }
  const br_x509_trust_anchor *getTrustAnchors() const { return anchors_.data(); }

 private:
  struct Entry;

  bool add(const uint8_t *der, size_t length);

  std::vector<std::unique_ptr<Entry>> entries_;
  std::vector<br_x509_certificate> certificates_;
  std::vector<br_x509_trust_anchor> anchors_;
};

// What a server and a client have agreed on, for their next connection: setSession() fills it in and uses it.
class Session {
 public:
  Session() { memset(&parameters_, 0, sizeof(parameters_)); }
  br_ssl_session_parameters *getSession() { return &parameters_; }

 private:
  br_ssl_session_parameters parameters_;
};

}  // namespace BearSSL

#endif
