package servers_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/servers"
)

// What a client makes of a server.
const (
	accepted = "accepted" // it got the whole reply and a proper end
	keptOut  = "kept out" // no handshake was completed
	cutOff   = "cut off"  // a handshake was completed, but the reply or its end was not whole
)

// ofGo is what a client made of Go makes of a server where the catalogue alone does not say it.
var ofGo = map[string]string{
	"tls-v1-3":             keptOut, // the client speaks TLS 1.2 at the most
	"alert-of-1-byte":      keptOut,
	"client-cert-missing":  keptOut,
	"hello-request-first":  keptOut, // Go takes no HelloRequest
	"hello-request":        cutOff,
	"renegotiation-asked":  cutOff,
	"warnings-200":         keptOut, // Go takes 16 records that are for nothing
	"empty-records-100":    cutOff,
	"record-replayed":      cutOff, // after the reply
	"vanishes-after-reply": cutOff, // its end is missing
}

// recovering are servers that become good with the third connection at the latest.
var recovering = []string{"wrong.host-first", "captive-portal-first"}

// generous is a client that speaks whatever Go can, of TLS 1.2 and below.
func generous(b *bench) *tls.Config {
	c := &tls.Config{ServerName: host, RootCAs: b.authority.RootPool(), MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS12}
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		c.CipherSuites = append(c.CipherSuites, s.ID)
	}
	return c
}

// try connects once, and tells how far it came and what it was told. A server that falls silent is left when it has been
// seen to do so.
func try(b *bench, sc servers.Scenario, attempt int) (outcome, told string) {
	b.t.Helper()
	raw, err := b.tryDial()
	if err != nil {
		return keptOut, ""
	}
	if sc.Silent {
		go func() {
			awaitSilence(b, attempt)
			raw.SetDeadline(time.Now().Add(200 * time.Millisecond))
		}()
	}
	defer raw.Close()
	c := tls.Client(raw, generous(b))
	if err := c.Handshake(); err != nil {
		return keptOut, ""
	}
	if _, err := io.WriteString(c, post); err != nil {
		return cutOff, ""
	}
	text, err := io.ReadAll(c)
	_, body, _ := strings.Cut(string(text), "\r\n\r\n")
	seen := b.server.Seen()[attempt-1]
	if err != nil || body == "" || body != seen.ReplyBody {
		return cutOff, string(text)
	}
	return accepted, string(text)
}

// awaitSilence waits until the last thing that the server does on a connection has been done.
func awaitSilence(b *bench, attempt int) {
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	defer cancel()
	for {
		changed := b.server.Changed()
		if seen := b.server.Seen(); len(seen) >= attempt {
			if c := seen[attempt-1]; len(c.Faults) > 0 || c.Hello != nil && c.Network == servers.Stall {
				return
			}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

// Every server of these groups does to a client what the catalogue says of it.
func TestPeersMeetAClientOfGo(t *testing.T) {
	b := newBench(t)
	for _, sc := range servers.Catalogue() {
		if !slices.Contains([]servers.Group{servers.GroupHandshake, servers.GroupRecord, servers.GroupNetwork}, sc.Group) || sc.Vanished {
			continue
		}
		if sc.Protocol != "" && sc.Protocol != servers.ProtocolHTTP {
			continue
		}
		t.Run(sc.Name, func(t *testing.T) {
			b.t = t
			b.begin(sc)
			want := expected(sc)
			outcome, told := try(b, sc, 1)
			if slices.Contains(recovering, sc.Name) {
				outcome, told = lastOf(b, sc, outcome)
			}
			if outcome != want {
				t.Errorf("it was %s, want %s", outcome, want)
			}
			if sc.Forged != "" && strings.Contains(told, sc.Forged) {
				t.Errorf("the client took %q for the server's", sc.Forged)
			}
			check(t, b, sc, want)
		})
	}
	b.t = t
}

// lastOf meets a server that becomes good with its third connection at the latest.
func lastOf(b *bench, sc servers.Scenario, first string) (outcome, told string) {
	if first != keptOut {
		b.t.Errorf("the first attempt was %s", first)
	}
	for attempt := 2; attempt <= 3; attempt++ {
		outcome, told = try(b, sc, attempt)
	}
	return outcome, told
}

func expected(sc servers.Scenario) string {
	if want, listed := ofGo[sc.Name]; listed {
		return want
	}
	if slices.Contains(beyondGo, sc.Name) {
		return keptOut
	}
	return promised(sc)
}

// promised is what the catalogue says of every sound client.
func promised(sc servers.Scenario) string {
	switch {
	case sc.Refuse || sc.Fails:
		return keptOut
	case sc.ReplyBroken:
		return cutOff
	}
	return accepted
}

// check looks at the server's own record of a meeting.
func check(t *testing.T, b *bench, sc servers.Scenario, want string) {
	t.Helper()
	if sc.Closed {
		if n := len(b.server.Seen()); n != 0 {
			t.Errorf("%d connections to a closed port", n)
		}
		return
	}
	for _, c := range b.over(len(b.server.Seen())) {
		if want == keptOut && (c.Handshake.Done || c.AppBytes > 0 || len(c.Request) > 0) {
			t.Errorf("seen %s", c.Summary())
		}
		if script := sc.Behave(c.Attempt).Wire.Script; len(script) > 0 && len(c.Faults) == 0 {
			t.Errorf("no step of %v struck: %s", script, c.Summary())
		}
	}
	last := b.server.Seen()[len(b.server.Seen())-1]
	if want != keptOut && !last.Handshake.Done {
		t.Errorf("seen %s", last.Summary())
	}
}

func TestBlackholeTakesNoConnection(t *testing.T) {
	b := newBench(t)
	b.use("connection-blackholed")
	for range 2 {
		_, err := net.DialTimeout("tcp", b.server.Addr(), 300*time.Millisecond)
		var late net.Error
		if !errors.As(err, &late) || !late.Timeout() {
			t.Fatalf("connecting ended with %v, want a time-out", err)
		}
	}
	b.use("valid")
	if _, err := b.sound().meet(b); err != nil {
		t.Errorf("after the black hole: %v", err)
	}
	b.use("connection-blackholed")
	b.server.Close()
	if c, err := net.Dial("tcp", b.server.Addr()); err == nil {
		c.Close()
		t.Error("the black hole is still there when the server is closed")
	}
}
