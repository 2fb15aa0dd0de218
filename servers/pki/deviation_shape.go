package pki

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
)

func shapeDeviations() []Deviation {
	return []Deviation{
		TwoIntermediates, EightIntermediates, TenIntermediates, RootSent, ExpiredRootSent, RootAsIssuer, ReversedChain,
		UnrelatedBetween, UnrelatedLast, LeafTwice, ChainOf15K, ChainOf17K,
	}
}

// Chains that differ in which certificates the server sends, and in which order.
var (
	TwoIntermediates = Deviation{
		Name:   "two-intermediates",
		Doc:    "Two intermediates stand between leaf and root, in order.",
		Change: changed(func(p *Plan) { p.lengthen(2) }),
	}
	// EightIntermediates is as long as mbedTLS takes it (MBEDTLS_X509_MAX_INTERMEDIATE_CA).
	EightIntermediates = Deviation{
		Name:   "eight-intermediates",
		Doc:    "Eight intermediates stand between leaf and root.",
		Change: changed(func(p *Plan) { p.lengthen(8) }),
	}
	TenIntermediates = Deviation{
		Name:   "ten-intermediates",
		Doc:    "Ten intermediates stand between leaf and root.",
		Change: changed(func(p *Plan) { p.lengthen(10) }),
	}
	RootAsIssuer = Deviation{
		Name: "root-as-issuer",
		Doc:  "The root has signed the leaf itself, and the server sends the leaf alone.",
		Change: changed(func(p *Plan) {
			p.Leaf.Issuer = p.Root
			p.Sent = []*Cert{p.Leaf}
		}),
	}
	RootSent = Deviation{
		Name:   "root-sent",
		Doc:    "The server sends the trusted root too, after the intermediate.",
		Change: changed(func(p *Plan) { p.Sent = append(p.Sent, p.Root) }),
	}
	ExpiredRootSent = Deviation{
		Name: "expired-root-sent",
		Doc:  "After the intermediate comes an older root with the trusted root's name and key, which has expired.",
		Change: changed(func(p *Plan) {
			t := *p.Root.Template
			t.SerialNumber = nil
			t.NotBefore, t.NotAfter = p.Now.Add(-10*anchorLife), p.Now.Add(-backdate)
			p.Sent = append(p.Sent, &Cert{Template: &t, signer: p.Root.made.key})
		}),
	}
	ReversedChain = Deviation{
		Name: "reversed-chain",
		Doc:  "Of two intermediates the upper one comes first.",
		Change: changed(func(p *Plan) {
			p.lengthen(2)
			p.Sent[1], p.Sent[2] = p.Sent[2], p.Sent[1]
		}),
	}
	UnrelatedBetween = Deviation{
		Name:   "unrelated-between",
		Doc:    "Between leaf and intermediate the server sends a certificate that has nothing to do with either.",
		Change: changed(func(p *Plan) { p.Sent = []*Cert{p.Leaf, unrelated(p), p.Intermediate} }),
	}
	UnrelatedLast = Deviation{
		Name:   "unrelated-last",
		Doc:    "After a complete chain the server sends a certificate that has nothing to do with it.",
		Change: changed(func(p *Plan) { p.Sent = append(p.Sent, unrelated(p)) }),
	}
	LeafTwice = Deviation{
		Name:   "leaf-twice",
		Doc:    "The server sends its leaf twice, and then the intermediate.",
		Change: changed(func(p *Plan) { p.Sent = []*Cert{p.Leaf, p.Leaf, p.Intermediate} }),
	}
	// ChainOf15K fits into one TLS record, ChainOf17K does not: its message goes over two.
	ChainOf15K = Deviation{
		Name:   "chain-of-15k",
		Doc:    "The chain is 15,000 bytes long, because of an extension that means nothing.",
		Change: changed(func(p *Plan) { p.pad(15_000) }),
	}
	ChainOf17K = Deviation{
		Name:   "chain-of-17k",
		Doc:    "The chain is 17,000 bytes long, so that its message goes over two records.",
		Change: changed(func(p *Plan) { p.pad(17_000) }),
	}
)

// lengthen puts further intermediates above the honest one, until there are n, and sends them in order.
func (p *Plan) lengthen(n int) {
	below := p.Intermediate
	for i := 2; i <= n; i++ {
		upper := &Cert{Template: rootTemplate(fmt.Sprintf("Benchtrial Intermediate %d", i), p.Now)}
		upper.Template.NotAfter = p.Now.Add(chainLife)
		below.Issuer = upper
		p.Sent = append(p.Sent, upper)
		below = upper
	}
	below.Issuer = p.Root
}

func unrelated(p *Plan) *Cert {
	return &Cert{Template: rootTemplate("Benchtrial Unrelated", p.Now)}
}

// inert is the number of an extension that nobody knows, from the arc for examples (2.999, X.660).
var inert = asn1.ObjectIdentifier{2, 999, 1}

// chainRest is about what leaf and intermediate have besides the padding; a signature of ECDSA varies by some bytes.
const chainRest = 1000

// pad makes the chain about size bytes long by an extension of the leaf that is not critical.
func (p *Plan) pad(size int) {
	t := p.Leaf.Template
	t.ExtraExtensions = append(t.ExtraExtensions, pkix.Extension{Id: inert, Value: make([]byte, size-chainRest)})
}
