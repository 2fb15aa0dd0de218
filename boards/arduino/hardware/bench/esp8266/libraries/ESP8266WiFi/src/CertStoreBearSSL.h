// CertStore: many authorities in a file, of which a client reads the one that it needs.
//
// The file is an archive as `ar` makes it, of certificates in DER (certs.ar); the index, which initCertStore() writes, has
// for each the SHA-256 of its subject and its place. BearSSL::WiFiClientSecure::setCertStore() uses it.
#ifndef _CERTSTORE_BEARSSL_H
#define _CERTSTORE_BEARSSL_H

#include "BearSSLHelpers.h"
#include "FS.h"

namespace BearSSL {

// Where a client looks for an authority.
class CertStoreBase {
 public:
  virtual ~CertStoreBase() = default;
  // The certificates with this subject, by its SHA-256; null when there is none.
  virtual std::unique_ptr<X509List> find(const uint8_t subjectHash[br_sha256_SIZE]) = 0;
};

class CertStore : public CertStoreBase {
 public:
  // Reads the archive, and writes the index anew. Returns how many certificates there are: 0 when a file cannot be opened
  // or the archive is none. Members that are no certificate do not count.
  int initCertStore(fs::FS &files, const char *indexName, const char *archiveName);

  std::unique_ptr<X509List> find(const uint8_t subjectHash[br_sha256_SIZE]) override;

 private:
  fs::FS *files_ = nullptr;
  String indexName_;
  String archiveName_;
};

}  // namespace BearSSL

#endif
