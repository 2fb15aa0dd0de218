package pki

import (
	"crypto/x509"
	"time"
)

func dateDeviations() []Deviation {
	return []Deviation{
		Expired, NotYetValid, ExpiredIntermediate, NotYetValidIntermediate, DatesSwapped, Since1949, Until2055, Until9999,
		OutlivesIssuer, ExpiredWrongHost, ExpiredUntrustedRoot, WrongHostUntrustedRoot,
	}
}

const day = 24 * time.Hour

// Certificates whose time is over, or has not come.
var (
	Expired = Deviation{
		Name:   "expired",
		Doc:    "The leaf expired yesterday.",
		Change: func(p *Plan) error { expire(p, p.Leaf.Template); return nil },
	}
	NotYetValid = Deviation{
		Name:   "not-yet-valid",
		Doc:    "The leaf becomes valid tomorrow.",
		Change: func(p *Plan) error { p.Leaf.Template.NotBefore = p.Now.Add(day); return nil },
	}
	ExpiredIntermediate = Deviation{
		Name:   "expired-intermediate",
		Doc:    "The intermediate expired yesterday.",
		Change: func(p *Plan) error { expire(p, p.Intermediate.Template); return nil },
	}
	NotYetValidIntermediate = Deviation{
		Name:   "not-yet-valid-intermediate",
		Doc:    "The intermediate becomes valid tomorrow.",
		Change: func(p *Plan) error { p.Intermediate.Template.NotBefore = p.Now.Add(day); return nil },
	}
	DatesSwapped = Deviation{
		Name:   "dates-swapped",
		Doc:    "The leaf ends before it begins: it is never valid.",
		Change: leaf(func(t *x509.Certificate) { t.NotBefore, t.NotAfter = t.NotAfter, t.NotBefore }),
	}
)

// Dates in other forms and ranges. Years from 2050 on are GeneralizedTime (RFC 5280, 4.1.2.5), and years from 2038 on do
// not fit into 32 bits.
var (
	Since1949 = Deviation{
		Name:   "since-1949",
		Doc:    "The leaf has been valid since 1949.",
		Change: leaf(func(t *x509.Certificate) { t.NotBefore = time.Date(1949, 12, 31, 0, 0, 0, 0, time.UTC) }),
	}
	Until2055 = Deviation{
		Name:   "until-2055",
		Doc:    "The leaf is valid until 2055.",
		Change: leaf(func(t *x509.Certificate) { t.NotAfter = time.Date(2055, 6, 1, 0, 0, 0, 0, time.UTC) }),
	}
	// Until9999 is the date that stands for no end (RFC 5280, 4.1.2.5).
	Until9999 = Deviation{
		Name:   "until-9999",
		Doc:    "The leaf is valid until the end of the year 9999.",
		Change: leaf(func(t *x509.Certificate) { t.NotAfter = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC) }),
	}
	OutlivesIssuer = Deviation{
		Name:   "outlives-issuer",
		Doc:    "The leaf is valid for longer than the intermediate and the root.",
		Change: func(p *Plan) error { p.Leaf.Template.NotAfter = p.Now.Add(2 * anchorLife); return nil },
	}
)

// Two faults at once: which one is told shows the order in which a stack looks.
var (
	ExpiredWrongHost = Deviation{
		Name:   "expired-wrong-host",
		Doc:    "The leaf expired yesterday and is for another host name.",
		Change: both(Expired, WrongHost),
	}
	ExpiredUntrustedRoot = Deviation{
		Name:   "expired-untrusted-root",
		Doc:    "The leaf expired yesterday and its chain ends in a root that the firmware does not hold.",
		Change: both(Expired, UntrustedRoot),
	}
	WrongHostUntrustedRoot = Deviation{
		Name:   "wrong-host-untrusted-root",
		Doc:    "The leaf is for another host name and its chain ends in a root that the firmware does not hold.",
		Change: both(WrongHost, UntrustedRoot),
	}
)

func expire(p *Plan, t *x509.Certificate) {
	t.NotBefore, t.NotAfter = p.Now.Add(-30*day), p.Now.Add(-day)
}
