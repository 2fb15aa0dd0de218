package pki

import "time"

func renewalDeviations() []Deviation {
	return []Deviation{
		RenewedLeafSameKey, RenewedLeafNewKey, RenewedIntermediateSameKey, RenewedIntermediate,
		RenewedIntermediateCrossSigned, RenewedPinnedSameKey, RenewedPinnedNewKey,
	}
}

// Honest chains after a renewal: which pins outlive it.
var (
	RenewedLeafSameKey = Deviation{
		Name: "renewed-leaf-same-key",
		Doc:  "The leaf was renewed an hour ago, and the server kept its key.",
		Change: changed(func(p *Plan) {
			p.Leaf.signer = p.serverKey
			p.Leaf.Template.NotBefore = renewed(p.Now)
		}),
	}
	RenewedLeafNewKey = Deviation{
		Name:   "renewed-leaf-new-key",
		Doc:    "The leaf was renewed an hour ago, for a new key of the server.",
		Change: changed(func(p *Plan) { p.Leaf.Template.NotBefore = renewed(p.Now) }),
	}
	RenewedIntermediateSameKey = Deviation{
		Name: "renewed-intermediate-same-key",
		Doc:  "The intermediate was renewed by the same root, with its name and key.",
		Change: changed(func(p *Plan) {
			p.Intermediate.signer = p.Intermediate.kept.key
			p.Intermediate.Template.NotBefore = renewed(p.Now)
		}),
	}
	RenewedIntermediate = Deviation{
		Name: "renewed-intermediate",
		Doc:  "Another intermediate of the same root, with another name and key, signs the server's leaves now.",
		Change: changed(func(p *Plan) {
			p.Intermediate.Template.Subject = subject("Benchtrial Intermediate R2")
			p.Intermediate.Template.NotBefore = renewed(p.Now)
		}),
	}
	// RenewedIntermediateCrossSigned is how authorities move to a new root before clients know it.
	RenewedIntermediateCrossSigned = Deviation{
		Name: "renewed-intermediate-cross-signed",
		Doc:  "A new intermediate is signed by a new root, and that by the old root; the server sends both.",
		Change: changed(func(p *Plan) {
			cross := &Cert{Template: rootTemplate("Benchtrial Root R2", p.Now), Issuer: p.Root}
			p.Intermediate.Template.Subject = subject("Benchtrial Intermediate R2")
			p.Intermediate.Template.NotBefore = renewed(p.Now)
			p.Intermediate.Issuer = cross
			p.Sent = append(p.Sent, cross)
		}),
	}
	RenewedPinnedSameKey = Deviation{
		Name: "renewed-pinned-same-key",
		Doc:  "The leaf that the firmware pinned was renewed, and the server kept its key.",
		Change: func(p *Plan) error {
			if err := p.hasPinned(); err != nil {
				return err
			}
			p.renewPinned()
			p.Sent[0].signer = p.Pinned.made.key
			return nil
		},
	}
	RenewedPinnedNewKey = Deviation{
		Name: "renewed-pinned-new-key",
		Doc:  "The leaf that the firmware pinned was renewed, for a new key of the server.",
		Change: func(p *Plan) error {
			if err := p.hasPinned(); err != nil {
				return err
			}
			p.renewPinned()
			return nil
		},
	}
)

// renewed is when a renewed certificate begins.
func renewed(now time.Time) time.Time { return now.Add(-time.Hour) }

// renewPinned sends a leaf that says what the pinned one does, with other dates and another serial number.
func (p *Plan) renewPinned() {
	c := pinnedLeaf(p.Host, p.Now)
	c.Template.NotBefore = renewed(p.Now)
	p.Sent = []*Cert{c}
}
