package tls12

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"encoding/binary"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"
)

// guard protects the records of one direction.
type guard interface {
	seal(h header, body []byte) ([]byte, error)
	open(h header, body []byte) ([]byte, error)
}

// header is what a record's protection covers besides its content.
type header struct {
	sequence uint64
	kind     uint8
	version  uint16
}

// covered is sequence number, type, version and length, as MACs and AEADs take them.
func (h header) covered(length int) []byte {
	b := binary.BigEndian.AppendUint64(nil, h.sequence)
	b = append(b, h.kind)
	b = binary.BigEndian.AppendUint16(b, h.version)
	return binary.BigEndian.AppendUint16(b, uint16(length))
}

// form is how long a cipher's parts of the key block are.
type form struct{ key, iv int }

func (k cipherKind) form() form {
	switch k {
	case null:
		return form{0, 0}
	case aes128CBC, camellia128CBC:
		return form{16, 16}
	case aes256CBC, camellia256CBC:
		return form{32, 16}
	case tripleDES:
		return form{24, 8}
	case aes128GCM, camellia128GCM, aes128CCM, aes128CCM8:
		return form{16, 4}
	case aes256GCM, camellia256GCM, aes256CCM, aes256CCM8:
		return form{32, 4}
	}
	return form{32, 12} // ChaCha20
}

// block makes the block cipher of a kind.
func (k cipherKind) block(key []byte) (cipher.Block, error) {
	switch k {
	case camellia128CBC, camellia256CBC, camellia128GCM, camellia256GCM:
		return newCamellia(key), nil
	case tripleDES:
		return des.NewTripleDESCipher(key)
	}
	return aes.NewCipher(key)
}

// protection is how the records of a connection are protected.
type protection struct {
	suite   suite
	version uint16
	etm     bool // encrypt-then-mac (RFC 7366)
	padding func(int) []byte
}

// guard makes the guard of one direction.
func (p protection) guard(macKey, key, iv []byte) (guard, error) {
	if p.suite.cipher == null {
		return sealer{mac: authenticator{p.suite.mac, macKey}}, nil
	}
	if p.suite.cipher == chacha20 {
		a, err := chacha20poly1305.New(key)
		return aead{aead: a, fixed: iv}, err
	}
	block, err := p.suite.cipher.block(key)
	if err != nil {
		return nil, fmt.Errorf("making a cipher: %w", err)
	}
	if !p.suite.aead() {
		s := sealer{mac: authenticator{p.suite.mac, macKey}, block: block, etm: p.etm, padding: p.padding}
		if p.version < VersionTLS11 {
			s.chained = append([]byte(nil), iv...)
		}
		return s, nil
	}
	switch p.suite.cipher {
	case aes128CCM, aes256CCM:
		return aead{aead: ccm{block, 16}, fixed: iv}, nil
	case aes128CCM8, aes256CCM8:
		return aead{aead: ccm{block, 8}, fixed: iv}, nil
	}
	a, err := cipher.NewGCM(block)
	return aead{aead: a, fixed: iv}, err
}

// guards makes the guards of both directions from the master secret (RFC 5246 §6.3).
func (p protection) guards(s schedule, master, randoms []byte) (client, server guard, err error) {
	f, mac := p.suite.cipher.form(), 0
	if !p.suite.aead() {
		mac = p.suite.mac.Size()
	}
	b := s.prf(master, "key expansion", randoms, 2*(mac+f.key+f.iv))
	take := func(n int) []byte {
		out := b[:n:n]
		b = b[n:]
		return out
	}
	clientMAC, serverMAC := take(mac), take(mac)
	clientKey, serverKey := take(f.key), take(f.key)
	clientIV, serverIV := take(f.iv), take(f.iv)
	if client, err = p.guard(clientMAC, clientKey, clientIV); err != nil {
		return nil, nil, err
	}
	server, err = p.guard(serverMAC, serverKey, serverIV)
	return client, server, err
}
