package tls12

import (
	"crypto"
	_ "crypto/md5" // of TLS 1.0 and 1.1
	_ "crypto/sha1"
	_ "crypto/sha256"
	_ "crypto/sha512"
)

// Exchange is how a suite agrees on keys.
type Exchange uint8

// The key exchanges.
const (
	RSA Exchange = iota
	DHERSA
	DHAnon
	ECDHERSA
	ECDHEECDSA
	ECDHRSA   // static: the certificate, signed by an RSA key, holds the server's share
	ECDHECDSA // static: the certificate, signed by an EC key, holds the server's share
	PSK
	DHEPSK
	ECDHEPSK
	RSAPSK
)

// cipherKind is a cipher with its mode.
type cipherKind uint8

const (
	null cipherKind = iota
	aes128CBC
	aes256CBC
	tripleDES
	camellia128CBC
	camellia256CBC
	aes128GCM
	aes256GCM
	camellia128GCM
	camellia256GCM
	aes128CCM
	aes256CCM
	aes128CCM8
	aes256CCM8
	chacha20
)

// suite is one cipher suite.
type suite struct {
	id       uint16
	exchange Exchange
	cipher   cipherKind
	mac      crypto.Hash // of null and CBC; 0 for an AEAD
	prf      crypto.Hash
}

const (
	sha1   = crypto.SHA1
	sha256 = crypto.SHA256
	sha384 = crypto.SHA384
)

// suites are all that the server speaks, the ones that it likes best first (IANA registry "TLS Cipher Suites").
var suites = []suite{
	{0xc02b, ECDHEECDSA, aes128GCM, 0, sha256}, {0xc02c, ECDHEECDSA, aes256GCM, 0, sha384},
	{0xc02f, ECDHERSA, aes128GCM, 0, sha256}, {0xc030, ECDHERSA, aes256GCM, 0, sha384},
	{0xcca9, ECDHEECDSA, chacha20, 0, sha256}, {0xcca8, ECDHERSA, chacha20, 0, sha256},
	{0xc0ac, ECDHEECDSA, aes128CCM, 0, sha256}, {0xc0ad, ECDHEECDSA, aes256CCM, 0, sha256},
	{0xc0ae, ECDHEECDSA, aes128CCM8, 0, sha256}, {0xc0af, ECDHEECDSA, aes256CCM8, 0, sha256},
	{0xc086, ECDHEECDSA, camellia128GCM, 0, sha256}, {0xc087, ECDHEECDSA, camellia256GCM, 0, sha384},
	{0xc08a, ECDHERSA, camellia128GCM, 0, sha256}, {0xc08b, ECDHERSA, camellia256GCM, 0, sha384},
	{0xc023, ECDHEECDSA, aes128CBC, sha256, sha256}, {0xc024, ECDHEECDSA, aes256CBC, sha384, sha384},
	{0xc027, ECDHERSA, aes128CBC, sha256, sha256}, {0xc028, ECDHERSA, aes256CBC, sha384, sha384},
	{0xc009, ECDHEECDSA, aes128CBC, sha1, sha256}, {0xc00a, ECDHEECDSA, aes256CBC, sha1, sha256},
	{0xc013, ECDHERSA, aes128CBC, sha1, sha256}, {0xc014, ECDHERSA, aes256CBC, sha1, sha256},
	{0xc072, ECDHEECDSA, camellia128CBC, sha256, sha256}, {0xc073, ECDHEECDSA, camellia256CBC, sha384, sha384},
	{0xc076, ECDHERSA, camellia128CBC, sha256, sha256}, {0xc077, ECDHERSA, camellia256CBC, sha384, sha384},
	{0x009e, DHERSA, aes128GCM, 0, sha256}, {0x009f, DHERSA, aes256GCM, 0, sha384},
	{0xc09e, DHERSA, aes128CCM, 0, sha256}, {0xc09f, DHERSA, aes256CCM, 0, sha256},
	{0x0067, DHERSA, aes128CBC, sha256, sha256}, {0x006b, DHERSA, aes256CBC, sha256, sha256},
	{0x0033, DHERSA, aes128CBC, sha1, sha256}, {0x0039, DHERSA, aes256CBC, sha1, sha256},
	{0x0045, DHERSA, camellia128CBC, sha1, sha256}, {0x0088, DHERSA, camellia256CBC, sha1, sha256},
	{0x009c, RSA, aes128GCM, 0, sha256}, {0x009d, RSA, aes256GCM, 0, sha384},
	{0xc09c, RSA, aes128CCM, 0, sha256}, {0xc09d, RSA, aes256CCM, 0, sha256},
	{0xc0a0, RSA, aes128CCM8, 0, sha256}, {0xc0a1, RSA, aes256CCM8, 0, sha256},
	{0x003c, RSA, aes128CBC, sha256, sha256}, {0x003d, RSA, aes256CBC, sha256, sha256},
	{0x002f, RSA, aes128CBC, sha1, sha256}, {0x0035, RSA, aes256CBC, sha1, sha256},
	{0x0041, RSA, camellia128CBC, sha1, sha256}, {0x0084, RSA, camellia256CBC, sha1, sha256},
	{0xc02d, ECDHECDSA, aes128GCM, 0, sha256}, {0xc02e, ECDHECDSA, aes256GCM, 0, sha384},
	{0xc031, ECDHRSA, aes128GCM, 0, sha256}, {0xc032, ECDHRSA, aes256GCM, 0, sha384},
	{0xc025, ECDHECDSA, aes128CBC, sha256, sha256}, {0xc004, ECDHECDSA, aes128CBC, sha1, sha256},
	{0xc029, ECDHRSA, aes128CBC, sha256, sha256}, {0xc00e, ECDHRSA, aes128CBC, sha1, sha256},
	{0x00a8, PSK, aes128GCM, 0, sha256}, {0x00a9, PSK, aes256GCM, 0, sha384}, {0xc0a4, PSK, aes128CCM, 0, sha256},
	{0x00ae, PSK, aes128CBC, sha256, sha256}, {0x008c, PSK, aes128CBC, sha1, sha256}, {0xc0a8, PSK, aes128CCM8, 0, sha256},
	{0x00aa, DHEPSK, aes128GCM, 0, sha256}, {0x0090, DHEPSK, aes128CBC, sha1, sha256},
	{0xc037, ECDHEPSK, aes128CBC, sha256, sha256}, {0xc035, ECDHEPSK, aes128CBC, sha1, sha256},
	{0x00ac, RSAPSK, aes128GCM, 0, sha256}, {0x0094, RSAPSK, aes128CBC, sha1, sha256},
	{0xc008, ECDHEECDSA, tripleDES, sha1, sha256}, {0xc012, ECDHERSA, tripleDES, sha1, sha256},
	{0x0016, DHERSA, tripleDES, sha1, sha256}, {0x000a, RSA, tripleDES, sha1, sha256},
	{0x00a6, DHAnon, aes128GCM, 0, sha256}, {0x0034, DHAnon, aes128CBC, sha1, sha256},
	{0x003b, RSA, null, sha256, sha256}, {0x0002, RSA, null, sha1, sha256}, {0xc006, ECDHEECDSA, null, sha1, sha256},
	{0x002c, PSK, null, sha1, sha256},
}

// Suites are the numbers of all suites that the server speaks and that agree on keys in one of these ways, the ones that
// it likes best first.
func Suites(exchanges ...Exchange) []uint16 {
	var out []uint16
	for _, s := range suites {
		for _, e := range exchanges {
			if s.exchange == e {
				out = append(out, s.id)
			}
		}
	}
	return out
}

func suiteOf(id uint16) (suite, bool) {
	for _, s := range suites {
		if s.id == id {
			return s, true
		}
	}
	return suite{}, false
}

// aead tells a suite whose cipher authenticates by itself.
func (s suite) aead() bool { return s.mac == 0 }

// speaks tells whether a version has the suite: those with an AEAD, or with SHA-2, are of TLS 1.2.
func (s suite) speaks(version uint16) bool { return version >= VersionTLS12 || s.mac == sha1 }

// certified tells whether the server shows a certificate.
func (s suite) certified() bool {
	switch s.exchange {
	case DHAnon, PSK, DHEPSK, ECDHEPSK:
		return false
	}
	return true
}

// signed tells whether the server signs its half of the key exchange.
func (s suite) signed() bool {
	switch s.exchange {
	case DHERSA, ECDHERSA, ECDHEECDSA:
		return true
	}
	return false
}

// psk tells whether a secret that both sides know beforehand goes into the key exchange.
func (s suite) psk() bool {
	switch s.exchange {
	case PSK, DHEPSK, ECDHEPSK, RSAPSK:
		return true
	}
	return false
}
