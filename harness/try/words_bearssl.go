package try

import "fmt"

// bearBadSignature is BR_ERR_BAD_SIGNATURE (BearSSL inc/bearssl_ssl.h).
const bearBadSignature = 27

// bearFatal is added to the number of a fatal alert that came from the server (BearSSL inc/bearssl_ssl.h, BR_ERR_RECV_FATAL_ALERT).
const bearFatal = 256

// bearCodes is what getLastSSLError means (BearSSL inc/bearssl_ssl.h and inc/bearssl_x509.h).
var bearCodes = map[int]string{
	-1000: "it ran out of memory",
	1:     "no connection came about",
	3:     "the server speaks no version of TLS that it speaks",
	4:     "the server's records are of another version than it chose",
	6:     "a record is too large for its buffers",
	10:    "the server sent no certificate, or a message in the wrong place",
	16:    "the server chose a cipher suite that was not offered",
	28:    "the key usage of the server's certificate forbids this key exchange",
	29:    "the server wants a client certificate",
	31:    "the server ended the connection within the handshake",
	49:    "a key or a signature is of a kind that it does not know",
	52:    "a signature in the chain is wrong",
	54:    "a certificate is expired or not valid yet, by the board's clock",
	55:    "a certificate stands where the one that signed its forerunner should: the chain is out of order or has a gap",
	56:    "the certificate is not for this name",
	57:    "a certificate has a critical extension that it does not know",
	58:    "an issuer is no CA, or its path length is exceeded",
	59:    "an issuer may not sign certificates (key usage)",
	60:    "a key is too short",
	62:    "nothing in the chain is signed by the pin, directly or through what was sent in order",
}

// bearWords is what a refusal of BearSSL means. It sends no alert, so the code is all there is.
func bearWords(code, _ int) string {
	switch {
	case code > bearFatal && code < 2*bearFatal:
		return fmt.Sprintf("the server ended the handshake with alert %d: it has no version or cipher suite in common with the board, or wants a client certificate", code-bearFatal)
	case code > 31 && code < 49:
		return "a certificate cannot be read"
	}
	return bearCodes[code]
}
