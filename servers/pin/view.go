package pin

import (
	"crypto/x509"
	"time"
)

// view is a chain as a stack sees it that holds a certain pin.
type view struct {
	chain Chain
	leaf  int
	pin   Node
	way   []Node // from the leaf to the pin, both included; nil when there is none
	at    time.Time
}

// newView picks, of all ways to the pin, the one that suits most stacks: in order and without gaps before in order before the others.
func newView(chain Chain, leaf int, paths []Path, pin Node, at time.Time) *view {
	v := &view{chain: chain, leaf: leaf, pin: pin, at: at}
	best := -1
	for _, p := range paths {
		for i, n := range p.Nodes {
			if string(n.Cert.Raw) != string(pin.Cert.Raw) {
				continue
			}
			try := *v
			try.way = p.Nodes[:i+1]
			rank := 0
			if len(try.disordered()) == 0 {
				rank++
			}
			if len(try.between()) == 0 {
				rank++
			}
			if rank > best {
				best, v.way = rank, try.way
			}
		}
	}
	return v
}

func (v *view) cert() *x509.Certificate { return v.chain.Certs[v.leaf] }
func (v *view) match() nameMatch {
	if v.chain.Host == "" {
		return byDNSName
	}
	return matchHost(v.cert(), v.chain.Host)
}

func (v *view) pinIsLeaf() bool { return v.pin.At == v.leaf }

// below is what the stack has to check on its way: all under the pin, and the leaf in any case.
func (v *view) below() []Node {
	switch {
	case len(v.way) > 1:
		return v.way[:len(v.way)-1]
	case v.way == nil:
		return []Node{{Cert: v.cert(), At: v.leaf}}
	}
	return v.way
}

// last is the number of the highest certificate below the pin.
func (v *view) last() int { below := v.below(); return below[len(below)-1].At }

func (v *view) only(applies bool, at int) []int {
	if applies {
		return []int{at}
	}
	return nil
}

// told is for what concerns no single certificate.
func (v *view) told(applies bool) []int {
	if applies {
		return []int{}
	}
	return nil
}

// which are the certificates below the pin of which is holds.
func (v *view) which(is func(*x509.Certificate) bool) []int { return numbers(v.below(), is) }

// keyed also looks at the pin, for its key is used.
func (v *view) keyed(is func(*x509.Certificate) bool) []int {
	if v.way == nil || v.pinIsLeaf() {
		return v.which(is)
	}
	return numbers(v.way, is)
}

// intermediates are those strictly between the leaf and the pin.
func (v *view) intermediates(is func(*x509.Certificate) bool) []int {
	return numbers(v.below()[1:], is)
}

func numbers(nodes []Node, is func(*x509.Certificate) bool) []int {
	var found []int
	for _, n := range nodes {
		if is(n.Cert) {
			found = append(found, n.At)
		}
	}
	return found
}

// each are the numbers of the certificates that were sent and of which is holds.
func (v *view) each(is func(int) bool) []int {
	var found []int
	for i := range v.chain.Certs {
		if is(i) {
			found = append(found, i)
		}
	}
	return found
}

// sentRoot tells whether number i is a root that signed something of this chain.
func (v *view) sentRoot(i int) bool {
	certs := v.chain.Certs
	if i == v.leaf || !selfSigned(certs[i]) {
		return false
	}
	for _, c := range certs {
		if !c.Equal(certs[i]) && signed(certs[i], c) {
			return true
		}
	}
	return false
}

// aside are those that were sent and are not on the way.
func (v *view) aside(is func(*x509.Certificate) bool) []int {
	return v.each(func(i int) bool { return !v.onWay(i) && is(v.chain.Certs[i]) })
}

func (v *view) onWay(i int) bool {
	for _, n := range v.below() {
		if n.At == i {
			return true
		}
	}
	return false
}

// disordered are the certificates on the way that stand before the one they signed.
func (v *view) disordered() []int {
	var found []int
	for i, n := range v.below()[1:] {
		if n.At < v.below()[i].At {
			found = append(found, n.At)
		}
	}
	return found
}

// between are the numbers of what stands in the gaps of the way and breaks it. A gap that is itself a row of signatures breaks nothing:
// a root between its own cross-signed twin and what it signed.
func (v *view) between() []int {
	return v.each(func(i int) bool { return !v.onWay(i) && i > v.leaf && i < v.highest() && !v.inRow(i) })
}

// inRow tells whether from the certificate on the way before i up to the one behind it each is signed by the next.
func (v *view) inRow(i int) bool {
	certs := v.chain.Certs
	for first := i; !v.onWay(first); first-- {
		if !signed(certs[first], certs[first-1]) {
			return false
		}
	}
	for last := i; !v.onWay(last); last++ {
		if !signed(certs[last+1], certs[last]) {
			return false
		}
	}
	return true
}

// highest is the largest number on the way below the pin.
func (v *view) highest() int {
	most := v.leaf
	for _, n := range v.below() {
		most = max(most, n.At)
	}
	return most
}

// tooLong are the CAs below the pin with more CAs under them than they allow.
func (v *view) tooLong() []int {
	var found []int
	under := 0
	for _, n := range v.below()[1:] {
		if exceeds(n.Cert, under) {
			found = append(found, n.At)
		}
		under += counted(n.Cert)
	}
	return found
}

// pinTooLong tells whether the pin has more CAs under it than it allows.
func (v *view) pinTooLong() bool {
	if v.way == nil || v.pinIsLeaf() {
		return false
	}
	under := 0
	for _, n := range v.below()[1:] {
		under += counted(n.Cert)
	}
	return exceeds(v.pin.Cert, under)
}

func exceeds(c *x509.Certificate, under int) bool {
	return (c.MaxPathLen > 0 || c.MaxPathLenZero) && under > c.MaxPathLen
}

// counted is 1 for a CA that counts into a path length: self-issued ones do not (RFC 5280, 6.1.4).
func counted(c *x509.Certificate) int {
	if string(c.RawSubject) == string(c.RawIssuer) {
		return 0
	}
	return 1
}

// verified are the certificates below the pin of which is holds, when their signatures are looked at: BearSSL does not for a leaf that is
// the pin itself.
func (v *view) verified(is func(*x509.Certificate) bool) []int {
	if v.way != nil && v.pinIsLeaf() {
		return nil
	}
	return v.which(is)
}

func (v *view) expired(c *x509.Certificate) bool { return v.at.After(c.NotAfter) }
func (v *view) early(c *x509.Certificate) bool   { return v.at.Before(c.NotBefore) }
func (v *view) dated(c *x509.Certificate) bool   { return !v.expired(c) && !v.early(c) }
