#include "BearSSLHelpers.h"

#include "tls/keys.h"

namespace BearSSL {

namespace {

// All that a stream has of an object of so many bytes.
bench::tls::Bytes drain(Stream &stream, size_t size) {
  bench::tls::Bytes bytes(size);
  bytes.resize(stream.readBytes(bytes.data(), size));
  return bytes;
}

// The first object that the key takes.
template <typename Key>
bool parseAny(Key &key, const uint8_t *bytes, size_t length) {
  for (const bench::tls::Bytes &object : bench::tls::readObjects(bytes, length)) {
    if (key.parse({object.data(), object.size()})) {
      return true;
    }
  }
  return false;
}

}  // namespace

PublicKey::PublicKey() : key_(new bench::tls::PublicKeyCopy) {}

PublicKey::PublicKey(Stream &stream, size_t size) : PublicKey() {
  bench::tls::Bytes bytes = drain(stream, size);
  parse(bytes.data(), bytes.size());
}

PublicKey::~PublicKey() = default;

bool PublicKey::parse(const uint8_t *der, size_t length) { return parseAny(*key_, der, length); }

bool PublicKey::isRSA() const { return key_->key().key_type == BR_KEYTYPE_RSA; }

bool PublicKey::isEC() const { return key_->key().key_type == BR_KEYTYPE_EC; }

const br_rsa_public_key *PublicKey::getRSA() const { return isRSA() ? &key_->key().key.rsa : nullptr; }

const br_ec_public_key *PublicKey::getEC() const { return isEC() ? &key_->key().key.ec : nullptr; }

PrivateKey::PrivateKey() : key_(new bench::tls::PrivateKeyCopy) {}

PrivateKey::PrivateKey(Stream &stream, size_t size) : PrivateKey() {
  bench::tls::Bytes bytes = drain(stream, size);
  parse(bytes.data(), bytes.size());
}

PrivateKey::~PrivateKey() = default;

bool PrivateKey::parse(const uint8_t *der, size_t length) { return parseAny(*key_, der, length); }

bool PrivateKey::isRSA() const { return key_->rsa() != nullptr; }

bool PrivateKey::isEC() const { return key_->ec() != nullptr; }

const br_rsa_private_key *PrivateKey::getRSA() const { return key_->rsa(); }

const br_ec_private_key *PrivateKey::getEC() const { return key_->ec(); }

// A certificate's own memory; BearSSL's structures point into it.
struct X509List::Entry {
  bench::tls::Bytes der;
  bench::tls::Bytes subject;
  bench::tls::PublicKeyCopy key;
};

X509List::X509List() = default;

X509List::X509List(Stream &stream, size_t size) {
  bench::tls::Bytes bytes = drain(stream, size);
  append(bytes.data(), bytes.size());
}

X509List::~X509List() = default;

bool X509List::append(const uint8_t *der, size_t length) {
  std::vector<bench::tls::Bytes> objects = bench::tls::readObjects(der, length);
  bool good = !objects.empty();
  for (const bench::tls::Bytes &object : objects) {
    good = add(object.data(), object.size()) && good;
  }
  return good;
}

bool X509List::add(const uint8_t *der, size_t length) {
  auto parsed = std::make_unique<bench::tls::Certificate>();
  if (parsed->parse({der, length}) != 0) {
    return false;
  }
  auto entry = std::make_unique<Entry>();
  entry->der.assign(der, der + length);
  entry->subject = parsed->subject().copy();
  entry->key.set(*parsed->key());
  br_x509_trust_anchor anchor = {};
  anchor.dn = {entry->subject.data(), entry->subject.size()};
  anchor.flags = parsed->isCa() ? BR_X509_TA_CA : 0;
  anchor.pkey = entry->key.key();
  certificates_.push_back({entry->der.data(), entry->der.size()});
  anchors_.push_back(anchor);
  entries_.push_back(std::move(entry));
  return true;
}

}  // namespace BearSSL
