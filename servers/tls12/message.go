package tls12

import "golang.org/x/crypto/cryptobyte"

// Kind is the type of a handshake message (RFC 5246 §7.4).
type Kind uint8

// The types of messages.
const (
	HelloRequestKind       Kind = 0
	ClientHelloKind        Kind = 1
	ServerHelloKind        Kind = 2
	NewSessionTicketKind   Kind = 4
	CertificateKind        Kind = 11
	ServerKeyExchangeKind  Kind = 12
	CertificateRequestKind Kind = 13
	ServerHelloDoneKind    Kind = 14
	CertificateVerifyKind  Kind = 15
	ClientKeyExchangeKind  Kind = 16
	FinishedKind           Kind = 20
	CertificateStatusKind  Kind = 22
)

// Message is a handshake message.
type Message struct {
	Kind Kind
	Body []byte
}

// bytes is the message with its header.
func (m Message) bytes() []byte {
	n := len(m.Body)
	return append([]byte{uint8(m.Kind), uint8(n >> 16), uint8(n >> 8), uint8(n)}, m.Body...)
}

// certificateBody is a Certificate message of a chain.
func certificateBody(chain [][]byte) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) {
		for _, der := range chain {
			b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(der) })
		}
	})
	return b.Bytes()
}

// parseCertificate reads a Certificate message.
func parseCertificate(body []byte) (chain [][]byte, ok bool) {
	s := cryptobyte.String(body)
	var list, der cryptobyte.String
	if !s.ReadUint24LengthPrefixed(&list) || !s.Empty() {
		return nil, false
	}
	for !list.Empty() {
		if !list.ReadUint24LengthPrefixed(&der) || der.Empty() {
			return nil, false
		}
		chain = append(chain, der)
	}
	return chain, true
}

// requestBody is a CertificateRequest for RSA and ECDSA keys, of whatever issuer (RFC 5246 §7.4.4).
func requestBody(version uint16) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes([]byte{1, 64}) }) // rsa_sign, ecdsa_sign
	if version >= VersionTLS12 {
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
			for _, a := range algorithms {
				b.AddUint16(a)
			}
		})
	}
	b.AddUint16(0) // no names of issuers: any will do
	return b.Bytes()
}

// ticketBody is a NewSessionTicket (RFC 5077 §3.3).
func ticketBody(ticket []byte) ([]byte, error) {
	const lifetimeSeconds = 7200
	var b cryptobyte.Builder
	b.AddUint32(lifetimeSeconds)
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(ticket) })
	return b.Bytes()
}
