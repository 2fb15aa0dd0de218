package probe

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/wire/wiretest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("it is not %s; look at the difference, then run with -update. It is\n%s", path, got)
	}
}

// someProbe is a probe of a few scenarios in which everything happens that a report tells.
func someProbe(t *testing.T) *Profile {
	p := asKnown(profile.ESP32v3, config.TrustCA)
	p.Sim, p.Boards, p.MAC = true, 4, "02:be:7c:00:00:01"
	p.Date = time.Date(2026, 11, 22, 6, 30, 0, 0, time.UTC)
	p.Hello = HelloOf(wiretest.ClientHello(t, "mbedtls3"))
	p.Randoms.Repeated = 2
	keep := map[string]bool{}
	for _, name := range []string{
		Control, "untrusted-root", "expired", "p224", "empty-chain", "revoked", "tls-v1-0", "tls-v1-2", "handshake-in-400-byte-records",
		"record-truncated", "bit-flipped-record",
	} {
		keep[name] = true
	}
	var some []Entry
	for _, e := range p.Entries {
		if keep[e.Scenario] {
			some = append(some, e)
		}
	}
	p.Entries = some
	p.set(t, "p224", func(e *Entry) {
		*e = Entry{Scenario: "p224", Group: servers.GroupChain, Outcome: Accepted, Attempts: 1, Reason: "1 handshake completed", Wire: "#1 from somewhere"}
	})
	p.set(t, "tls-v1-0", func(e *Entry) { e.Alert, e.Console, e.Reason = 47, "(-28288) SSL", "12 attempts" })
	p.set(t, "empty-chain", func(e *Entry) { e.Code, e.Alert = -31232, 50 })
	p.set(t, "handshake-in-400-byte-records", func(e *Entry) { e.Outcome, e.Code, e.Alert = Accepted, 0, 0 })
	p.set(t, "record-truncated", func(e *Entry) { e.Code, e.Alert = 0, 0 })
	p.Skipped = []Skipped{{"wrong.host-first", servers.GroupHandshake, whyTooFew}}
	p.Complete = true
	p.Fits = Rank(p)
	return p
}

func TestText(t *testing.T) {
	p := someProbe(t)
	var b bytes.Buffer
	if err := WriteText(&b, p, false); err != nil {
		t.Fatal(err)
	}
	golden(t, "text.txt", b.Bytes())
	b.Reset()
	if err := WriteText(&b, p, true); err != nil {
		t.Fatal(err)
	}
	golden(t, "text_all.txt", b.Bytes())
}

// What limits a probe is said at its head.
func TestTextOfALimitedProbe(t *testing.T) {
	p := someProbe(t)
	p.Complete, p.Trust, p.Stack, p.Sim = false, config.TrustInsecure, profile.Other, false
	for i := range p.Entries {
		p.Entries[i].Code = 0
	}
	p.Hello.Library = ""
	var b bytes.Buffer
	if err := WriteText(&b, p, false); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"NOT COMPLETE", "No number of an error was printed", "With trust: insecure the chains cannot be measured",
		"of none that is known: 0303,0303;", "? not stated", "fits better: look at `stack:`",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, b.String())
		}
	}
}

func TestRegression(t *testing.T) {
	was, is := someProbe(t), someProbe(t)
	is.set(t, "expired", func(e *Entry) { e.Outcome, e.Code, e.Alert, e.Reason = Refused, -9984, 45, "12 attempts" })
	is.set(t, "untrusted-root", func(e *Entry) { e.Code = 0 })          // its firmware prints no number
	is.set(t, "bit-flipped-record", func(e *Entry) { e.Hidden = true }) // nor could the alert be read
	is.Entries = append(is.Entries, Entry{Scenario: "sha1-leaf", Group: servers.GroupChain, Outcome: Accepted})
	was.Entries = append(was.Entries, Entry{Scenario: "rsa1024", Group: servers.GroupChain, Outcome: Refused})
	is.Hello.MFLN = 512
	a := Regression(was, is)
	if !a.Differs() || len(a.Changed) != 1 || a.Changed[0].Scenario != "expired" || len(a.Only) != 2 || len(a.Hello) != 1 {
		t.Errorf("%+v", a)
	}
	var b bytes.Buffer
	if err := a.WriteText(&b, was, "old.json"); err != nil {
		t.Fatal(err)
	}
	golden(t, "against.txt", b.Bytes())
}

func TestNoRegression(t *testing.T) {
	if a := Regression(someProbe(t), someProbe(t)); a.Differs() || a.Same != len(someProbe(t).Entries) {
		t.Errorf("%+v", a)
	}
	was, is := someProbe(t), someProbe(t)
	was.Entries = was.Entries[:1]
	if a := Regression(was, is); a.Differs() || len(a.Only) != len(is.Entries)-1 {
		t.Errorf("what was not measured then has changed: %+v", a)
	}
	is.Entries[0].Alert = 80
	if a := Regression(was, is); !a.Differs() {
		t.Error("another alert is no change")
	}
}

// A group of which nothing was measured is named once.
func TestWholeGroups(t *testing.T) {
	var all []Line
	for i := range fewNames {
		all = append(all, Line{Scenario: fmt.Sprint("chain-", i), Group: servers.GroupChain, Status: NotDone})
	}
	all = append(all, Line{Scenario: "tls", Group: servers.GroupHandshake, Status: NotDone})
	if got := namesOf(all, all); !slices.Equal(got, []string{"all 6 of the group chain", "tls"}) {
		t.Errorf("%q", got)
	}
	if got := namesOf(all[1:], all); len(got) != fewNames || got[0] != "chain-1" {
		t.Errorf("of a part: %q", got)
	}
}

func TestWrapped(t *testing.T) {
	if got := wrapped([]string{"one", "two"}, "  "); got != "  one, two\n" {
		t.Errorf("%q", got)
	}
	long := strings.Repeat("x", 100)
	if got := wrapped([]string{long, long, "y"}, "  "); got != "  "+long+",\n  "+long+", y\n" {
		t.Errorf("%q", got)
	}
}
