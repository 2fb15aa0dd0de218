package pki

import (
	"crypto/x509"
	"slices"
)

// Deviation is one named difference from the honest chain. The zero value is the honest chain itself.
type Deviation struct {
	// Name is unique; it is badssl.com's name where badssl has one.
	Name string

	// Doc says in a sentence what is special about the chain.
	Doc string

	// Change makes the difference in an honest plan.
	Change func(*Plan) error
}

// Deviations lists every deviation, in the order of the documentation.
func Deviations() []Deviation {
	return slices.Concat(
		trustDeviations(), shapeDeviations(), nameDeviations(), dateDeviations(), keyDeviations(), signatureDeviations(),
		usageDeviations(), extensionDeviations(), formDeviations(), damageDeviations(), renewalDeviations(),
		bundleDeviations(),
	)
}

// leaf changes what the leaf says.
func leaf(change func(*x509.Certificate)) func(*Plan) error {
	return func(p *Plan) error { change(p.Leaf.Template); return nil }
}

// intermediate changes what the intermediate says, which then is another one with the same name.
func intermediate(change func(*x509.Certificate)) func(*Plan) error {
	return func(p *Plan) error { change(p.Intermediate.Template); return nil }
}

// changed is a change that cannot fail.
func changed(change func(*Plan)) func(*Plan) error {
	return func(p *Plan) error { change(p); return nil }
}

// both makes two deviations at once, for chains on which the order of a stack's checks shows.
func both(first, second Deviation) func(*Plan) error {
	return func(p *Plan) error {
		if err := first.Change(p); err != nil {
			return err
		}
		return second.Change(p)
	}
}
