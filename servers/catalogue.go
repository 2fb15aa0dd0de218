package servers

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/benchtrial/benchtrial/servers/http1"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// Catalogue lists every scenario that has a name of its own. RecoversAt makes further ones.
func Catalogue() []Scenario {
	all := []Scenario{{
		Name: "valid",
		Doc:  "A good server: an honest chain, and the reply comes at once.",
	}}
	all = append(all, chains()...)
	all = append(all, networks()...)
	return append(all, replies()...)
}

// Lookup finds a scenario by its name; "recovers-at-3" is RecoversAt(3).
func Lookup(name string) (Scenario, bool) {
	for _, sc := range Catalogue() {
		if sc.Name == name {
			return sc, true
		}
	}
	if n, found := strings.CutPrefix(name, recoversAt); found {
		if attempt, err := strconv.Atoi(n); err == nil && attempt >= 1 && strconv.Itoa(attempt) == n {
			return RecoversAt(attempt), true
		}
	}
	return Scenario{}, false
}

// chains are the servers that must be refused for their certificates.
func chains() []Scenario {
	return []Scenario{
		refused(pki.UntrustedRoot, "Anyone can make a root of their own; only the pinned one counts."),
		refused(pki.SelfSigned, "A certificate that vouches for itself proves nothing."),
		refused(pki.WrongHost, "A good certificate for another host is what a man in the middle has."),
		refused(pki.IncompleteChain, "Nothing links the leaf to the pinned root."),
		refused(pki.LeafAsAnchor, "A certificate that is no CA cannot be an anchor, also not for itself."),
		refused(pki.SameNameRoot, "A name is easily copied; only the root's key counts."),
		{
			Name: "untrusted-after-reset", Refuse: true,
			Doc:    "The server resets two connections, and from the third on its certificate comes from an unknown root.",
			Reason: "That earlier attempts failed for another reason is no reason to trust anybody.",
			Behave: func(attempt int) Behaviour {
				if attempt <= 2 {
					return Behaviour{Network: ResetOnAccept}
				}
				return Behaviour{Chain: pki.UntrustedRoot}
			},
		},
	}
}

// refused is a server with a faulty chain.
func refused(d pki.Deviation, reason string) Scenario {
	return Scenario{
		Name: d.Name, Doc: d.Doc, Refuse: true, Reason: reason,
		Behave: always(Behaviour{Chain: d}),
	}
}

// networks are the servers that no TLS is spoken with.
func networks() []Scenario {
	return []Scenario{{
		Name: "connection-refused", Closed: true,
		Doc: "Nobody listens on the server's port.",
	}, {
		Name: "connection-reset", Behave: always(Behaviour{Network: ResetOnAccept}),
		Doc: "The server resets every connection as soon as it is made.",
	}, {
		Name: "handshake-stalled", Silent: true, Behave: always(Behaviour{Network: Stall}),
		Doc: "The server takes the ClientHello and never answers.",
	}}
}

// replies are good servers that differ in how they answer.
func replies() []Scenario {
	return []Scenario{
		replying("reply-at-once", http1.AtOnce()),
		replying("reply-in-pieces", http1.InPieces()),
		replying("reply-with-pauses", http1.WithPause()),
		replying("reply-big-header", http1.BigHeader()),
		replying("reply-never", http1.Never()),
		replying("reply-empty", http1.Empty()),
		replying("reply-large", http1.Large()),
		replying("reply-stops", http1.Stops()),
		replying("reply-trickles", http1.Trickles()),
	}
}

func replying(name string, r http1.Reply) Scenario {
	return Scenario{Name: name, Doc: r.Doc, Silent: r.Never, Behave: always(Behaviour{Reply: r})}
}

// always is the same behaviour for each attempt.
func always(b Behaviour) func(int) Behaviour {
	return func(int) Behaviour { return b }
}

const recoversAt = "recovers-at-"

// RecoversAt is a server that resets the attempts before attempt n, and is good from then on.
func RecoversAt(n int) Scenario {
	return Scenario{
		Name: fmt.Sprintf("%s%d", recoversAt, n),
		Doc:  recoveryDoc(n),
		Behave: func(attempt int) Behaviour {
			if attempt < n {
				return Behaviour{Network: ResetOnAccept}
			}
			return Behaviour{}
		},
	}
}

func recoveryDoc(n int) string {
	if n == 1 {
		return "A good server, from the first attempt on."
	}
	return fmt.Sprintf("The server resets the first %d connections, and is good from attempt %d on.", n-1, n)
}
