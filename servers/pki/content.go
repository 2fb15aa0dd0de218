package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"

	_ "crypto/md5"    // for certificates that must not be accepted
	_ "crypto/sha1"   // the same
	_ "crypto/sha256" // SHA-224 and SHA-256
)

// Signed is what is signed of a certificate, in pieces (TBSCertificate of RFC 5280, 4.1). They are encoded as they are.
type Signed struct {
	Version    int `asn1:"optional,explicit,default:0,tag:0"` // 2 is version 3
	Serial     asn1.RawValue
	Algorithm  asn1.RawValue // of the signature
	Issuer     asn1.RawValue
	Validity   asn1.RawValue
	Subject    asn1.RawValue
	Key        asn1.RawValue
	Extensions []pkix.Extension `asn1:"omitempty,optional,explicit,tag:3"`
}

// Content is a certificate in pieces, before it is signed. A deviation may put anything into them.
type Content struct {
	Signed

	// Outer is the algorithm as it stands beside the signature; it says the same as Algorithm in a sound certificate.
	Outer asn1.RawValue

	// Hash is what is hashed with for the signature, at first SHA-256.
	Hash crypto.Hash
}

// certificate is the outermost structure of a certificate.
type certificate struct {
	Content   asn1.RawValue
	Algorithm asn1.RawValue
	Signature asn1.BitString
}

// rebuild takes a certificate to pieces, changes them, and signs what comes of it.
func rebuild(der []byte, signer crypto.Signer, change func(*Content)) ([]byte, error) {
	var whole certificate
	if _, err := asn1.Unmarshal(der, &whole); err != nil {
		return nil, fmt.Errorf("taking it to pieces: %w", err)
	}
	content := Content{Outer: whole.Algorithm, Hash: crypto.SHA256}
	if _, err := asn1.Unmarshal(whole.Content.FullBytes, &content.Signed); err != nil {
		return nil, fmt.Errorf("taking it to pieces: %w", err)
	}
	change(&content)
	signed, err := asn1.Marshal(content.Signed)
	if err != nil {
		return nil, fmt.Errorf("putting it together: %w", err)
	}
	signature, err := signContent(signer, content.Hash, signed)
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(certificate{
		Content: asn1.RawValue{FullBytes: signed}, Algorithm: content.Outer,
		Signature: asn1.BitString{Bytes: signature, BitLength: 8 * len(signature)},
	})
}

// signContent makes an ECDSA signature, or one of PKCS #1 v1.5.
func signContent(signer crypto.Signer, hash crypto.Hash, signed []byte) ([]byte, error) {
	switch signer.Public().(type) {
	case *ecdsa.PublicKey, *rsa.PublicKey:
	default:
		return nil, fmt.Errorf("a %T does not sign with %v", signer, hash)
	}
	h := hash.New()
	h.Write(signed)
	return signer.Sign(rand.Reader, h.Sum(nil), hash)
}
