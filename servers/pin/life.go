package pin

import (
	"fmt"
	"strconv"
	"time"
)

// Life is how long a pin will do.
type Life struct {
	Until  time.Time `json:"until"`           // it cannot last longer by the certificate's own dates
	Likely time.Time `json:"likely,omitzero"` // when a machine renews it, for a leaf of short life
	Days   int       `json:"days"`            // whole days to Until
	Words  string    `json:"words"`
}

// shortLife is the longest life of certificates that are surely renewed by a machine. Let's Encrypt's live 90 days.
const shortLife = 100 * 24 * time.Hour

func lifeOf(kind Kind, n Node, at time.Time) Life {
	l := Life{Until: n.Cert.NotAfter.UTC(), Days: daysLeft(n.Cert, at)}
	until := l.Until.Format(time.DateOnly)
	switch kind {
	case Leaf:
		l.Words = "until the server's certificate is renewed, on " + until + " at the latest"
		if life := n.Cert.NotAfter.Sub(n.Cert.NotBefore); life <= shortLife {
			l.Likely = n.Cert.NotBefore.Add(life * 2 / 3).UTC()
			l.Words += fmt.Sprintf("; it lives %d days, and services such as Let's Encrypt renew when a third is left: about %s", int(life.Hours()/24+0.5), l.Likely.Format(time.DateOnly))
		}
	case Intermediate:
		l.Words = "until " + until + " at the latest; a CA may issue the next renewal from another intermediate, unannounced, and then it ends that day"
	default:
		l.Words = "until " + until + " and survives renewals and new intermediates, as long as the server stays with this CA"
	}
	return l
}

func printable(r rune) bool { return strconv.IsPrint(r) }
