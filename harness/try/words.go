package try

// The alerts that tell something here (RFC 5246, 7.2).
const (
	alertDecryptError = 51
)

// mbedAlerts is what mbedTLS says about a chain on the wire (mbedTLS library/ssl_tls.c, mbedtls_ssl_parse_certificate).
var mbedAlerts = map[int]string{
	42: "the certificate is not for this name",
	43: "a key is too short or of a refused curve, or a certificate may not be used so (key usage, extended key usage)",
	44: "a certificate is revoked",
	45: "a certificate is expired",
	46: "a signature uses SHA-1, or a certificate is not valid yet",
	48: "nothing in the chain is signed by the pin, directly or through what was sent in order",
	49: "the chain has more certificates than it looks at",
	50: "the server sent no certificate, or half of one",
}

// mbedCodes is what mbedTLS says by number where no alert tells more (mbedTLS error.h).
var mbedCodes = map[int]string{
	1:      "no connection came about",
	-1:     "no connection came about",
	-4396:  "the pin is no PEM that it can read: its base64 is damaged",
	-8576:  "a certificate cannot be read",
	-8832:  "a certificate has a version or an algorithm that it does not know",
	-9570:  "a certificate has a critical extension that it does not know",
	-15488: "a key is of a kind that it does not know",
	-28288: "the server speaks no version of TLS that it speaks",
	-28800: "the server sends its handshake in pieces that it does not put together",
	-28928: "the server's messages are none that it understands",
	-29312: "the server ended the connection within the handshake",
	-29440: "the server sent no certificate, or half of one",
	-30592: "the server ended the handshake with an alert: it has no version or cipher suite in common with the board, or wants a client certificate",
	-26624: "the server did not answer in time",
}

// mbedWords is what a refusal of mbedTLS means. The alert of a failed verification says which check it was; a certificate that cannot
// be parsed has one alert for all causes, and there the code says more.
func mbedWords(code, alert int) string {
	if words := mbedCodes[code]; words != "" && code != -29440 {
		return words
	}
	return mbedAlerts[alert]
}
