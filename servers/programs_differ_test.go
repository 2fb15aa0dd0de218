package servers_test

import (
	"slices"
	"strings"

	"github.com/benchtrial/benchtrial/servers"
)

// unlike is what a program makes of some servers where the catalogue alone does not say it: it refuses what no firmware
// is bound to refuse, or takes what every firmware must refuse.
type unlike struct {
	names   string // of the scenarios
	outcome string // "" where it depends on who is faster
	words   string // a part of what it says
	source  string // where that is documented, or with which release it was seen
}

// expects is the outcome, and a part of the program's words.
func (p program) expects(sc servers.Scenario) (outcome, words string) {
	for _, u := range slices.Backward(p.unlike) {
		if slices.Contains(strings.Fields(u.names), sc.Name) {
			return u.outcome, u.words
		}
	}
	return promised(sc), ""
}

// ofAll is what every one of them makes of servers: none has a certificate or a secret of its own, each looks at dates, and
// trusts the root alone.
var ofAll = []unlike{
	{"leaf-as-anchor renewed-pinned-same-key wrong-key-identifier", keptOut, "issuer",
		"the root alone is trusted; RFC 5280 §4.2.1.1: a key identifier that is none of the issuer's"},
	{"expired expired-intermediate", keptOut, "has expired", "RFC 5280 §6.1.3"},
	{"not-yet-valid not-yet-valid-intermediate dates-swapped", keptOut, "not yet", "RFC 5280 §6.1.3"},
	{"sha1-leaf sha1-rsa-leaf sha1-intermediate algorithm-mismatch", keptOut, "", "RFC 5280 §4.1.1.2; SHA-1: see the libraries"},
	{"name-constraints-violated", keptOut, "", "RFC 5280 §4.2.1.10"},
	{"duplicate-extension trailing-garbage garbage-last", keptOut, "", "RFC 5280 §4.2; what is no certificate is not passed over"},
	{"client-cert-missing psk psk-wrong ecdhe-psk", keptOut, "andshake fail", "none has a certificate or secret of its own"},
	{"p224 3des static-rsa-3des rc4 rc4-sha static-rsa-ccm-8 suite-ccm-8 suite-aes256-ccm-8 camellia128-cbc camellia256-cbc " +
		"camellia128-gcm camellia256-gcm static-ecdh static-ecdh-cbc curve-p224 curve-secp256k1 curve-brainpool256 " +
		"curve-brainpool384 curve-brainpool512 curve-unknown", keptOut, "andshake fail",
		"not offered: openssl-ciphers(1), SSL_CTX_set1_groups(3); gnutls-cli --list --priority NORMAL"},
	{"warnings-200 record-version-2 alert-of-1-byte", keptOut, "", "seen with OpenSSL 3.0 and GnuTLS 3.7"},
	{"curve-p224-unasked x25519-zero x25519-one point-formats-other", keptOut, "", "RFC 8422 §5.1, §5.4, §5.11"},
	{"key-exchange-md5 key-exchange-other-kind", keptOut, "", "RFC 5246 §7.4.1.4.1, §7.4.3"},
	{"ku-key-encipherment-only", accepted, "",
		"openssl-verification-options(1), sslserver: digitalSignature or keyEncipherment; GnuTLS 3.7 takes it as well"},
	{"version-4", accepted, "", "X509_V_FLAG_X509_STRICT in X509_VERIFY_PARAM_set_flags(3), which none sets; seen with GnuTLS 3.7"},
	{"fragment-length-broken", accepted, "", "none asks for max_fragment_length: openssl-s_client(1), -maxfraglen"},
	{"hello-request", "", "", "they begin the handshake that they are asked for, which this server takes no part in; the reply may come first"},
	{"renegotiation-required", accepted, "", "both libraries begin another handshake when they are asked: SSL_set_options(3), SSL_OP_NO_RENEGOTIATION"},
}

// ofOpenSSL holds for OpenSSL 3.0 as Debian 12 has it.
var ofOpenSSL = slices.Concat(ofAll, []unlike{
	{"sha1-leaf sha1-rsa-leaf sha1-intermediate", keptOut, "CA signature digest algorithm too weak",
		"SSL_CTX_set_security_level(3): level 2, Debian's, wants 112 bits"},
	{"rsa1024 rsa1024-intermediate", keptOut, "certificate key too weak", "SSL_CTX_set_security_level(3): level 2"},
	{"dh1024", keptOut, "dh key too small", "SSL_CTX_set_security_level(3): level 2"},
	{"key-exchange-sha1 sha1-rsa-key-exchange", keptOut, "wrong signature type", "SSL_CTX_set_security_level(3): level 2"},
	{"tls-v1-0 tls-v1-1", keptOut, "legacy sigalg", "migration_guide(7): TLS 1.0 and 1.1 want security level 0, as they sign with SHA-1"},
	{"eku-client-only eku-intermediate-client-only", keptOut, "unsuitable certificate purpose", "openssl-verification-options(1), sslserver"},
	{"no-extensions renegotiation-info-missing", keptOut, "unsafe legacy renegotiation disabled",
		"migration_guide(7): secure renegotiation is wanted by default"},
	{"renegotiation-info-twice-agreed server-name-filled", keptOut, "bad extension", "RFC 5246 §7.4.1.4, RFC 6066 §3"},
	{"suite-ccm suite-aes256-ccm static-rsa-ccm dhe-aes128-ccm", keptOut, "alert handshake failure", "not offered: openssl-ciphers(1)"},
	{"ticket-missing", keptOut, "unexpected message", "RFC 5077 §3.3: a ticket that was promised must come"},
	{"empty-records-100", cutOff, "record too small", "seen with OpenSSL 3.0: 32 records in a row may hold nothing"},
	{"indefinite-length", accepted, "", "d2i_X509(3): \"the functions can also understand BER forms\""},
})

// ofGnuTLS holds for GnuTLS 3.7 as wget 1.21 uses it.
var ofGnuTLS = slices.Concat(ofAll, []unlike{
	{"sha1-leaf sha1-rsa-leaf sha1-intermediate", keptOut, "signed using an insecure algorithm", "GnuTLS manual, Digital signatures"},
	{"cbc-sha256 cbc-sha384 suite-rsa-cbc-sha384 static-rsa-cbc-sha256", keptOut, "Handshake failed",
		"not offered: gnutls-cli --list --priority NORMAL"},
	{"ticket-missing", keptOut, "unexpected TLS packet", "RFC 5077 §3.3"},
	{"hello-request-first hello-request-within", keptOut, "unexpected TLS handshake packet", "seen with GnuTLS 3.7; RFC 5246 §7.4.1.1 has it ignored"},
	{"extended-master-secret-unasked encrypt-then-mac-with-aead", keptOut, "illegal TLS extension", "RFC 7627 §5.3, RFC 7366 §3"},
	{"point-compressed", keptOut, "Error in parsing", "RFC 8422 §5.4: it offers uncompressed points alone"},
	{"key-exchange-sha224", keptOut, "signature algorithm is not supported", "not offered: gnutls-cli --list --priority NORMAL"},
	{"ku-cert-sign-only", accepted, "", "seen with GnuTLS 3.7, which passes over the key usage of a server"},
	{"record-of-16385", cutOff, "", "seen with GnuTLS 3.7, which takes such a record"},
})

// ofHTTP holds for programs that read the reply as HTTP.
var ofHTTP = []unlike{
	{"reply-never", cutOff, "", "the test hangs up on it"},
}

// ofCurl holds for curl 7.88.
var ofCurl = []unlike{
	{"cn-right-san-address", keptOut, "no alternative certificate subject name matches",
		"RFC 2818 §3.1; curl looks at the common name only where no subjectAltName names a host"},
	{"trailing-dot-san", accepted, "", "seen with curl 7.88: it takes the dot off names at their end"},
	{"alpn-no-overlap", keptOut, "no application protocol", "CURLOPT_SSL_ENABLE_ALPN(3): on by default"},
	{"ticket-missing", accepted, "", "seen with curl 7.88, which does not offer tickets"},
}

// ofSClient holds for openssl s_client 3.0.
var ofSClient = []unlike{
	{"wildcard-partial", accepted, "", "X509_check_host(3): X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS is not set"},
	{"close-notify-dropped vanishes-after-reply", cutOff, "unexpected eof", "SSL_CTX_set_options(3), SSL_OP_IGNORE_UNEXPECTED_EOF: off by default"},
	{"record-replayed", cutOff, "bad record mac", "it reads on after the reply"},
}

// ofWget holds for wget 1.21.
var ofWget = []unlike{
	{"cn-right-san-address", keptOut, "does not match hostname", "gnutls_x509_crt_check_hostname2(3): the common name counts where no subjectAltName is"},
	{"warning-before-reply", cutOff, "warning alert", "seen with wget 1.21, which ends at any alert"},
	{"reset-after-handshake", "", "", "the RST may come before the request is sent"},
	{"reply-status-401", cutOff, "Authentication Failed", "wget(1): the body of a 401 is not kept, exit code 6"},
	{"reply-header-64k", cutOff, "", "seen with wget 1.21: a head has 64 KB at the most"},
	{"reply-redirect-302 reply-redirect-307", cutOff, "redirections exceeded", "wget(1), --max-redirect: no body"},
}

// ofPython holds for Python 3.11.
var ofPython = []unlike{
	{"reply-header-64k", cutOff, "LineTooLong", "http.client: a line has 65536 bytes at the most"},
}
