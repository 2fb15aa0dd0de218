package tls12

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"
)

// Field is a group for a key exchange in a finite field.
type Field struct {
	Prime, Generator *big.Int
}

// number reads a constant in hexadecimal digits.
func number(digits string) *big.Int {
	n, ok := new(big.Int).SetString(strings.Join(strings.Fields(digits), ""), 16)
	if !ok {
		panic("a constant of this package is no number")
	}
	return n
}

// Field2048 is the group of 2048 bits of RFC 3526 §3.
func Field2048() Field { return Field{number(modp2048), big.NewInt(2)} }

const modp2048 = `
FFFFFFFF FFFFFFFF C90FDAA2 2168C234 C4C6628B 80DC1CD1 29024E08 8A67CC74 020BBEA6 3B139B22 514A0879 8E3404DD
EF9519B3 CD3A431B 302B0A6D F25F1437 4FE1356D 6D51C245 E485B576 625E7EC6 F44C42E9 A637ED6B 0BFF5CB6 F406B7ED
EE386BFB 5A899FA5 AE9F2411 7C4B1FE6 49286651 ECE45B3D C2007CB8 A163BF05 98DA4836 1C55D39A 69163FA8 FD24CF5F
83655D23 DCA3AD96 1C62F356 208552BB 9ED52907 7096966D 670C354E 4ABC9804 F1746C08 CA18217C 32905E46 2E36CE3B
E39E772C 180E8603 9B2783A2 EC07A28F B5C55DF0 6F4C52C9 DE2BCBF6 95581718 3995497C EA956AE5 15D22618 98FA0510
15728E5A 8AACAA68 FFFFFFFF FFFFFFFF`

// Field1024 is the group of 1024 bits of RFC 2409 §6.2.
func Field1024() Field { return Field{number(modp1024), big.NewInt(2)} }

const modp1024 = `
FFFFFFFF FFFFFFFF C90FDAA2 2168C234 C4C6628B 80DC1CD1 29024E08 8A67CC74 020BBEA6 3B139B22 514A0879 8E3404DD
EF9519B3 CD3A431B 302B0A6D F25F1437 4FE1356D 6D51C245 E485B576 625E7EC6 F44C42E9 A637ED6B 0BFF5CB6 F406B7ED
EE386BFB 5A899FA5 AE9F2411 7C4B1FE6 49286651 ECE65381 FFFFFFFF FFFFFFFF`

// RandomField makes a group of so many bits over a fresh prime.
func RandomField(bits int) (Field, error) {
	p, err := rand.Prime(rand.Reader, bits)
	if err != nil {
		return Field{}, fmt.Errorf("making a prime of %d bits: %w", bits, err)
	}
	return Field{p, big.NewInt(2)}, nil
}

// NewDH makes the server's half of a key exchange.
func NewDH(f Field) (*DH, error) {
	if f.Prime == nil || f.Prime.BitLen() < 2 {
		return nil, fmt.Errorf("making a key: the field has no prime")
	}
	secret, err := rand.Int(rand.Reader, f.Prime)
	if err != nil {
		return nil, fmt.Errorf("making a key: %w", err)
	}
	return &DH{
		Prime: f.Prime, Generator: f.Generator, Public: new(big.Int).Exp(f.Generator, secret, f.Prime),
		Shared: func(client *big.Int) *big.Int { return new(big.Int).Exp(client, secret, f.Prime) },
	}, nil
}
