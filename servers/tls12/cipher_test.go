package tls12

import (
	"bytes"
	"crypto/aes"
	"encoding/hex"
	"slices"
	"testing"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The examples of RFC 3713, appendix A.
func TestCamellia(t *testing.T) {
	plain := unhex(t, "0123456789abcdeffedcba9876543210")
	for key, want := range map[string]string{
		"0123456789abcdeffedcba9876543210":                                 "67673138549669730857065648eabe43",
		"0123456789abcdeffedcba987654321000112233445566778899aabbccddeeff": "9acc237dff16d76c20ef7c919e3a7509",
	} {
		c, got := newCamellia(unhex(t, key)), make([]byte, 16)
		if c.Encrypt(got, plain); !bytes.Equal(got, unhex(t, want)) {
			t.Errorf("key %s: encrypted %x, want %s", key, got, want)
		}
		if c.Decrypt(got, got); !bytes.Equal(got, plain) {
			t.Errorf("key %s: decrypted %x", key, got)
		}
	}
}

// Example 3 of NIST SP 800-38C has this form: a nonce of 12 bytes and a tag of 8.
func TestCCM(t *testing.T) {
	block, err := aes.NewCipher(unhex(t, "404142434445464748494a4b4c4d4e4f"))
	if err != nil {
		t.Fatal(err)
	}
	c := ccm{block, 8}
	nonce, extra := unhex(t, "101112131415161718191a1b"), unhex(t, "000102030405060708090a0b0c0d0e0f10111213")
	plain := unhex(t, "202122232425262728292a2b2c2d2e2f3031323334353637")
	want := unhex(t, "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5484392fbc1b09951")
	if got := c.Seal(nil, nonce, plain, extra); !bytes.Equal(got, want) {
		t.Fatalf("sealed %x, want %x", got, want)
	}
	if got, err := c.Open(nil, nonce, want, extra); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("opened %x, %v", got, err)
	}
	for i := range want {
		bad := bytes.Clone(want)
		bad[i] ^= 1
		if _, err := c.Open(nil, nonce, bad, extra); err == nil {
			t.Errorf("a flipped bit in byte %d is not seen", i)
		}
	}
	if _, err := c.Open(nil, nonce, want[:7], extra); err == nil {
		t.Error("a tag that is cut off is taken")
	}
}

// What one direction seals, a second guard with the same keys opens, and nothing else.
func TestGuards(t *testing.T) {
	body := []byte("a record of some length, which is no multiple of a block")
	for _, s := range suites {
		for _, etm := range []bool{false, true} {
			p := protection{suite: s, version: VersionTLS12, etm: etm && !s.aead() && s.cipher != null}
			sched := schedule{VersionTLS12, s.prf}
			one, _, err := p.guards(sched, make([]byte, masterLen), make([]byte, 64))
			if err != nil {
				t.Fatalf("%#04x: %v", s.id, err)
			}
			other, _, _ := p.guards(sched, make([]byte, masterLen), make([]byte, 64))
			h := header{7, kindData, VersionTLS12}
			sealed, err := one.seal(h, body)
			if err != nil {
				t.Fatalf("%#04x: %v", s.id, err)
			}
			if got, err := other.open(h, sealed); err != nil || !bytes.Equal(got, body) {
				t.Errorf("%#04x: opened %q, %v", s.id, got, err)
			}
			for i := range sealed {
				bad := bytes.Clone(sealed)
				bad[i] ^= 0x80
				if got, err := other.open(h, bad); err == nil {
					t.Errorf("%#04x: byte %d flipped opens as %q", s.id, i, got)
				}
			}
			for n := range sealed {
				if _, err := other.open(h, sealed[:n]); err == nil {
					t.Errorf("%#04x: the first %d bytes open", s.id, n)
				}
			}
			if _, err := other.open(header{8, kindData, VersionTLS12}, sealed); err == nil {
				t.Errorf("%#04x: a record opens in another place", s.id)
			}
		}
	}
}

func TestSuitesAreListedOnce(t *testing.T) {
	var seen []uint16
	for _, s := range suites {
		if slices.Contains(seen, s.id) {
			t.Errorf("suite %#04x stands there twice", s.id)
		}
		seen = append(seen, s.id)
		if s.mac == 0 && s.cipher < aes128GCM || s.mac != 0 && s.cipher >= aes128GCM {
			t.Errorf("suite %#04x: cipher %d, MAC %v", s.id, s.cipher, s.mac)
		}
	}
}
