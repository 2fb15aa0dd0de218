package pin

import (
	"fmt"
	"time"
)

// Days before an end at which it is told.
const (
	soonLeaf = 30
	soonCA   = 180
)

// warn says what a person should know before pinning.
func (r *Report) warn() []string {
	w := append([]string(nil), r.Chain.Notes...)
	if !r.Vouched {
		w = append(w, r.doubt())
	}
	w = append(w, r.missing()...)
	w = append(w, r.dates()...)
	if r.Pin.Kind == Leaf {
		w = append(w, "a pinned leaf ends with each renewal; the ESP8266's X509List goes on when the renewed one has the same subject and key (certbot: --reuse-key)")
	}
	return append(w, "a fingerprint (setFingerprint, verify) dies with each renewal of the server's certificate, even with the same key, and in that mode nothing else is checked")
}

func (r *Report) doubt() string {
	own := colons(fingerprint256(r.Pin.Cert))
	if r.Chain.Live {
		return "nobody vouches for this chain: whoever sits between here and the server could have sent it. Compare the pin's SHA-256 over another way: " + own
	}
	return "nothing here proves that this chain is the server's: the roots of this machine, the dates or the name do not vouch for it. The pin's SHA-256 is " + own
}

// missing tells of a server that does not send what is between its certificate and the root.
func (r *Report) missing() []string {
	leaf := r.Entries[r.Leaf]
	if len(leaf.SignedBy) > 0 || leaf.SelfSigned || leaf.InStore {
		return nil
	}
	text := "the intermediate that signed the server's certificate is missing: " + leaf.Issuer + ". Browsers fetch it, boards do not: let the server send its full chain"
	if urls := r.ServerCert().IssuingCertificateURL; len(urls) > 0 {
		text += " (it is to be had at " + Clean(urls[0]) + ")"
	}
	return []string{text}
}

func (r *Report) dates() []string {
	var w []string
	for _, e := range r.Entries {
		if e.Role == "duplicate" || e.Role == "unrelated" || r.isPin(e) {
			continue
		}
		w = append(w, dateWarning(fmt.Sprintf("#%d, the %s,", e.Number, e.Role), e.NotBefore, e.NotAfter, e.DaysLeft, r.At, soonLeaf)...)
	}
	soon := soonCA
	if r.Pin.Kind == Leaf {
		soon = soonLeaf
	}
	c := r.Pin.Cert
	return append(w, dateWarning("the pin", c.NotBefore, c.NotAfter, daysLeft(c, r.At), r.At, soon)...)
}

func (r *Report) isPin(e Entry) bool { return e.Number == r.Pin.Number }

func dateWarning(who string, from, to time.Time, left int, at time.Time, soon int) []string {
	switch {
	case at.Before(from):
		return []string{fmt.Sprintf("%s is not valid before %s", who, from.UTC().Format(time.DateOnly))}
	case at.After(to):
		return []string{fmt.Sprintf("%s expired on %s, %s ago", who, to.UTC().Format(time.DateOnly), days(-left))}
	case left < soon:
		return []string{fmt.Sprintf("%s expires in %s, on %s: plan how the boards get the next one", who, days(left), to.UTC().Format(time.DateOnly))}
	}
	return nil
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}
