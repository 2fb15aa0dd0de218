#include "keys.h"

#include <string.h>

namespace bench::tls {

namespace {

// OIDs, as DER encodes them.
const uint8_t kRsa[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01};  // rsaEncryption
const uint8_t kEc[] = {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01};               // id-ecPublicKey
const uint8_t kP256[] = {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
const uint8_t kP384[] = {0x2b, 0x81, 0x04, 0x00, 0x22};
const uint8_t kP521[] = {0x2b, 0x81, 0x04, 0x00, 0x23};

template <size_t n>
View view(const uint8_t (&bytes)[n]) {
  return {bytes, n};
}

const struct {
  View oid;
  int curve;
} kCurves[] = {{view(kP256), BR_EC_secp256r1}, {view(kP384), BR_EC_secp384r1}, {view(kP521), BR_EC_secp521r1}};

void append(void *bytes, const void *more, size_t count) {
  auto first = static_cast<const uint8_t *>(more);
  static_cast<Bytes *>(bytes)->insert(static_cast<Bytes *>(bytes)->end(), first, first + count);
}

// The blocks of a PEM text, one call of feed() after the other.
class PemReader {
 public:
  PemReader() { br_pem_decoder_init(&decoder_); }

  void feed(const char *text, size_t length) {
    while (length > 0) {
      size_t used = br_pem_decoder_push(&decoder_, text, length);
      text += used;
      length -= used;
      react(br_pem_decoder_event(&decoder_));
    }
  }

  std::vector<Bytes> objects;

 private:
  void react(int event) {
    if (event == BR_PEM_BEGIN_OBJ) {
      current_.clear();
      br_pem_decoder_setdest(&decoder_, append, &current_);
    } else if (event == BR_PEM_END_OBJ) {
      objects.push_back(std::move(current_));
      current_ = Bytes();
    }
  }

  br_pem_decoder_context decoder_;
  Bytes current_;
};

bool looksLikeDer(const void *bytes, size_t length) {
  return length > 0 && static_cast<const uint8_t *>(bytes)[0] == Der::kSequence;
}

}  // namespace

std::vector<Bytes> readObjects(const void *bytes, size_t length) {
  if (looksLikeDer(bytes, length)) {
    auto first = static_cast<const uint8_t *>(bytes);
    return {Bytes(first, first + length)};
  }
  PemReader reader;
  reader.feed(static_cast<const char *>(bytes), length);
  reader.feed("\n", 1);  // the last line may lack its end
  return std::move(reader.objects);
}

void PublicKeyCopy::set(const br_x509_pkey &key) {
  key_ = key;
  if (key.key_type == BR_KEYTYPE_RSA) {
    first_ = View{key.key.rsa.n, key.key.rsa.nlen}.copy();
    second_ = View{key.key.rsa.e, key.key.rsa.elen}.copy();
    key_.key.rsa = {first_.data(), first_.size(), second_.data(), second_.size()};
  } else {
    first_ = View{key.key.ec.q, key.key.ec.qlen}.copy();
    key_.key.ec = {key.key.ec.curve, first_.data(), first_.size()};
  }
}

bool PublicKeyCopy::parseRsa(View der) {
  Der sequence(Der(der).take(Der::kSequence));
  Bytes modulus = sequence.takeNumber().copy();
  Bytes exponent = sequence.takeNumber().copy();
  if (!sequence.good() || modulus.empty() || exponent.empty()) {
    return false;
  }
  br_x509_pkey key = {};
  key.key_type = BR_KEYTYPE_RSA;
  key.key.rsa = {modulus.data(), modulus.size(), exponent.data(), exponent.size()};
  set(key);
  return true;
}

bool PublicKeyCopy::parseEc(View curve, View point) {
  for (const auto &known : kCurves) {
    if (known.oid == curve) {
      Bytes bytes = point.copy();
      br_x509_pkey key = {};
      key.key_type = BR_KEYTYPE_EC;
      key.key.ec = {known.curve, bytes.data(), bytes.size()};
      set(key);
      return true;
    }
  }
  return false;
}

bool PublicKeyCopy::parse(View der) {
  Der outer(der);
  Der info(outer.take(Der::kSequence));
  if (info.tag() == Der::kInteger) {
    return parseRsa(der);
  }
  Der algorithm(info.take(Der::kSequence));
  View kind = algorithm.take(Der::kObjectId);
  View bits = info.take(Der::kBitString);
  if (!algorithm.good() || !info.good() || bits.size < 2 || bits.data[0] != 0) {
    return false;
  }
  View key = {bits.data + 1, bits.size - 1};
  if (kind == view(kRsa)) {
    return parseRsa(key);
  }
  View curve = algorithm.tag() == Der::kObjectId ? algorithm.take(Der::kObjectId) : View();
  return kind == view(kEc) && parseEc(curve, key);
}

bool PrivateKeyCopy::parse(View der) {
  br_skey_decoder_context decoder;
  br_skey_decoder_init(&decoder);
  br_skey_decoder_push(&decoder, der.data, der.size);
  int type = br_skey_decoder_key_type(&decoder);
  if (br_skey_decoder_last_error(&decoder) != 0 || type == 0) {
    return false;
  }
  memory_.clear();
  memory_.reserve(der.size);  // the parts are parts of it: pointers into it stay
  auto keep = [this](const unsigned char *bytes, size_t count) {
    size_t at = memory_.size();
    append(&memory_, bytes, count);
    return memory_.data() + at;
  };
  if (type == BR_KEYTYPE_RSA) {
    rsa_ = *br_skey_decoder_get_rsa(&decoder);
    rsa_.p = keep(rsa_.p, rsa_.plen);
    rsa_.q = keep(rsa_.q, rsa_.qlen);
    rsa_.dp = keep(rsa_.dp, rsa_.dplen);
    rsa_.dq = keep(rsa_.dq, rsa_.dqlen);
    rsa_.iq = keep(rsa_.iq, rsa_.iqlen);
  } else {
    ec_ = *br_skey_decoder_get_ec(&decoder);
    ec_.x = keep(ec_.x, ec_.xlen);
  }
  type_ = type;
  return true;
}

int Certificate::parse(View der) {
  br_x509_decoder_init(&decoder_, nullptr, nullptr);
  br_x509_decoder_push(&decoder_, der.data, der.size);
  int error = br_x509_decoder_last_error(&decoder_);
  if (error != 0) {
    return error;
  }
  // tbsCertificate: version, serial number, algorithm, issuer, validity, subject ... (RFC 5280, 4.1)
  Der whole(der);
  Der outer(whole.take(Der::kSequence));
  Der certificate(outer.take(Der::kSequence));
  if (certificate.tag() == Der::kVersion) {
    certificate.skip();
  }
  certificate.take(Der::kInteger);
  certificate.take(Der::kSequence);
  issuer_ = certificate.takeWhole(Der::kSequence);
  certificate.take(Der::kSequence);
  subject_ = certificate.takeWhole(Der::kSequence);
  return certificate.good() ? 0 : BR_ERR_X509_INVALID_VALUE;
}

}  // namespace bench::tls
