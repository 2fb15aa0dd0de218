#include "error_text.h"

#include <bearssl.h>

#include "link.h"

namespace bench::tls {

namespace {

const struct {
  int error;
  const char *text;
} kTexts[] = {
    {Link::kOutOfMemory, "not enough memory for the connection"},
    {BR_ERR_OK, "no error"},
    {BR_ERR_BAD_PARAM, "a setting is not valid"},
    {BR_ERR_BAD_STATE, "not possible in this state"},
    {BR_ERR_UNSUPPORTED_VERSION, "the peer does not speak a known version of TLS"},
    {BR_ERR_BAD_VERSION, "a record has another version than was agreed on"},
    {BR_ERR_BAD_LENGTH, "a record's length is not valid"},
    {BR_ERR_TOO_LARGE, "a record is larger than the buffer"},
    {BR_ERR_BAD_MAC, "a record was changed on its way"},
    {BR_ERR_NO_RANDOM, "no random numbers to begin with"},
    {BR_ERR_UNKNOWN_TYPE, "a record is of an unknown type"},
    {BR_ERR_UNEXPECTED, "a record or message came out of order"},
    {BR_ERR_BAD_CCS, "the change of ciphers is not valid"},
    {BR_ERR_BAD_ALERT, "an alert is not valid"},
    {BR_ERR_BAD_HANDSHAKE, "a handshake message cannot be read"},
    {BR_ERR_OVERSIZED_ID, "the session's number is too long"},
    {BR_ERR_BAD_CIPHER_SUITE, "the server chose a cipher suite that was not offered"},
    {BR_ERR_BAD_COMPRESSION, "the server chose compression"},
    {BR_ERR_BAD_FRAGLEN, "the server chose another fragment length"},
    {BR_ERR_BAD_SECRENEG, "renegotiation is not secure"},
    {BR_ERR_EXTRA_EXTENSION, "the server sent an extension that was not asked for"},
    {BR_ERR_BAD_SNI, "the server's name extension is not valid"},
    {BR_ERR_BAD_HELLO_DONE, "the server's flight does not end as it should"},
    {BR_ERR_LIMIT_EXCEEDED, "a limit was exceeded, such as the size of a key"},
    {BR_ERR_BAD_FINISHED, "the handshake was changed on its way"},
    {BR_ERR_RESUME_MISMATCH, "the session was resumed with other settings"},
    {BR_ERR_INVALID_ALGORITHM, "a curve, hash or signature algorithm is not supported"},
    {BR_ERR_BAD_SIGNATURE, "the server has not proved that it holds its key"},
    {BR_ERR_WRONG_KEY_USAGE, "the server's key is not for this use"},
    {BR_ERR_NO_CLIENT_AUTH, "the client did not prove who it is"},
    {BR_ERR_IO, "the connection ended early"},
    {BR_ERR_X509_TRUNCATED, "a certificate ends early"},
    {BR_ERR_X509_EMPTY_CHAIN, "the server has no certificate"},
    {BR_ERR_X509_UNSUPPORTED, "a certificate uses something that is not supported"},
    {BR_ERR_X509_LIMIT_EXCEEDED, "a certificate exceeds a limit"},
    {BR_ERR_X509_WRONG_KEY_TYPE, "a certificate's key is of another type than its use"},
    {BR_ERR_X509_BAD_SIGNATURE, "a certificate's signature is wrong"},
    {BR_ERR_X509_TIME_UNKNOWN, "the time is not known"},
    {BR_ERR_X509_EXPIRED, "a certificate is expired or not yet valid, or the clock is not set"},
    {BR_ERR_X509_DN_MISMATCH, "the certificates do not follow one another"},
    {BR_ERR_X509_BAD_SERVER_NAME, "the certificate is for another name"},
    {BR_ERR_X509_CRITICAL_EXTENSION, "a certificate has a critical extension that is not known"},
    {BR_ERR_X509_NOT_CA, "a certificate in the chain is no authority's"},
    {BR_ERR_X509_FORBIDDEN_KEY_USAGE, "a certificate's key may not be used like this"},
    {BR_ERR_X509_WEAK_PUBLIC_KEY, "a certificate's key is too short"},
    {BR_ERR_X509_NOT_TRUSTED, "the certificate is not trusted"},
};

}  // namespace

const char *errorText(int error) {
  if (error >= BR_ERR_RECV_FATAL_ALERT) {
    return error >= BR_ERR_SEND_FATAL_ALERT ? "a fatal alert was sent" : "the server sent a fatal alert";
  }
  for (const auto &entry : kTexts) {
    if (entry.error == error) {
      return entry.text;
    }
  }
  return error > BR_ERR_X509_OK ? "a certificate cannot be read" : "unknown error";
}

}  // namespace bench::tls
