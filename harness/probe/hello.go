package probe

import (
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/benchtrial/benchtrial/servers/wire"
)

// Hello is what a board's ClientHello offers, as it stands in reports.
type Hello struct {
	Library       string   `json:"library"` // told by its shape, "" when it is of no stack that is known
	Fingerprint   string   `json:"fingerprint"`
	RecordVersion string   `json:"record_version"`
	MaxVersion    string   `json:"max_version"`
	Suites        []string `json:"suites"`
	Groups        []string `json:"groups"`
	Algorithms    []string `json:"signature_algorithms"` // by their numbers in the IANA registry
	Extensions    []string `json:"extensions"`
	ServerName    string   `json:"server_name"` // "" when no name is asked for
	ALPN          []string `json:"alpn,omitempty"`
	MFLN          int      `json:"max_fragment_length"` // bytes; 0: not asked for
	Tickets       bool     `json:"session_tickets"`
	Random        string   `json:"random"` // hexadecimal, 32 bytes
}

const extSessionTicket = 35

// HelloOf describes a ClientHello; nil when there was none.
func HelloOf(h *wire.ClientHello) *Hello {
	if h == nil {
		return nil
	}
	f := h.Fingerprint()
	return &Hello{
		Library: string(f.Stack()), Fingerprint: f.String(),
		RecordVersion: wire.VersionName(h.RecordVersion), MaxVersion: wire.VersionName(h.MaxVersion()),
		Suites: named(f.Suites, wire.SuiteName), Groups: named(f.Groups, wire.GroupName),
		Algorithms: named(f.SigAlgs, func(n uint16) string { return fmt.Sprintf("0x%04x", n) }),
		Extensions: named(f.Extensions, wire.ExtensionName), ServerName: h.ServerName, ALPN: h.ALPN, MFLN: h.MFLN,
		Tickets: h.Has(extSessionTicket), Random: hex.EncodeToString(h.Random[:]),
	}
}

func named(numbers []uint16, name func(uint16) string) []string {
	out := make([]string, 0, len(numbers))
	for _, n := range numbers {
		out = append(out, name(n))
	}
	return out
}

// HelloChange is something that a ClientHello offers otherwise than an earlier one.
type HelloChange struct {
	What  string   // a sentence without its end
	Items []string // what it is about, where it is a list
}

// differentHello says what two ClientHellos offer differently; nil when nothing is. The clock is not looked at: it
// depends on whether the board knew the time.
func differentHello(was, is *Hello) []HelloChange {
	if was == nil || is == nil {
		return nil
	}
	var out []HelloChange
	for _, f := range []struct{ what, was, is string }{
		{"TLS library", was.Library, is.Library},
		{"record version", was.RecordVersion, is.RecordVersion},
		{"highest version", was.MaxVersion, is.MaxVersion},
		{"server name", was.ServerName, is.ServerName},
		{"fragment length", fmt.Sprint(was.MFLN), fmt.Sprint(is.MFLN)},
	} {
		if f.was != f.is {
			out = append(out, HelloChange{What: fmt.Sprintf("the %s was %s, and is %s", f.what, orNone(f.was), orNone(f.is))})
		}
	}
	for _, l := range []struct {
		what    string
		was, is []string
	}{
		{"suite", was.Suites, is.Suites}, {"curve", was.Groups, is.Groups}, {"signature algorithm", was.Algorithms, is.Algorithms},
		{"extension", was.Extensions, is.Extensions}, {"ALPN protocol", was.ALPN, is.ALPN},
	} {
		out = append(out, lists(l.what, l.was, l.is)...)
	}
	return out
}

func lists(what string, was, is []string) []HelloChange {
	var out []HelloChange
	if more := without(is, was); len(more) > 0 {
		out = append(out, HelloChange{plural(len(more), what) + " offered now, not then", more})
	}
	if less := without(was, is); len(less) > 0 {
		out = append(out, HelloChange{plural(len(less), what) + " no longer offered", less})
	}
	if len(out) == 0 && !slices.Equal(was, is) {
		out = append(out, HelloChange{What: fmt.Sprintf("the order of the %ss has changed", what)})
	}
	return out
}

// without are those of a list that another one does not have.
func without(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(one string) bool { return slices.Contains(other, one) })
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}
