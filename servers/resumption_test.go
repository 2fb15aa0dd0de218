package servers_test

import (
	"crypto/tls"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/servers"
)

// handshake connects as a client that resumes sessions.
func handshake(b *bench, cache tls.ClientSessionCache) (tls.ConnectionState, error) {
	b.t.Helper()
	config := generous(b)
	config.ClientSessionCache = cache
	c := tls.Client(b.dial(), config)
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	err := c.Handshake()
	return c.ConnectionState(), err
}

func TestSessionTicket(t *testing.T) {
	b := newBench(t)
	b.use("session-ticket")
	cache := tls.NewLRUClientSessionCache(1)
	for i, resumed := range []bool{false, true} {
		state, err := handshake(b, cache)
		if err != nil || state.DidResume != resumed {
			t.Errorf("connection %d: resumed %t, %v", i+1, state.DidResume, err)
		}
	}
	b.use("valid")
	if state, err := handshake(b, cache); err != nil || state.DidResume {
		t.Errorf("a good server resumed %t, %v", state.DidResume, err)
	}
}

// The ticket of a handshake that was not completed opens nothing.
func TestUntrustedAfterTicket(t *testing.T) {
	b := newBench(t)
	b.use("untrusted-after-ticket")
	cache := tls.NewLRUClientSessionCache(1)
	for range 2 {
		if _, err := handshake(b, cache); err == nil {
			t.Error("the handshake was completed")
		}
	}
	ticket := false
	for _, c := range b.over(2) {
		if c.Handshake.Done || c.AppBytes > 0 {
			t.Errorf("seen %s", c.Summary())
		}
		ticket = ticket || len(c.Faults) > 0
	}
	if !ticket {
		t.Error("the first connection came to its end")
	}
}

func TestTwoCertificatesBySNI(t *testing.T) {
	b := newBench(t)
	b.use("two-certificates-by-sni")
	for name, want := range map[string]string{host: host, "API.bench.TEST": host, "": "wrong.host.test", "other.test": "wrong.host.test"} {
		c := tls.Client(b.dial(), &tls.Config{ServerName: name, InsecureSkipVerify: true})
		if err := c.Handshake(); err != nil {
			t.Fatal(err)
		}
		if err := c.ConnectionState().PeerCertificates[0].VerifyHostname(want); err != nil {
			t.Errorf("asking for %q: %v", name, err)
		}
		c.Close()
	}
}

// A client that takes a spoiled Finished has completed a handshake, and the record says so as soon as it sends something.
func TestClientThatTakesASpoiledFinished(t *testing.T) {
	b := newBench(t)
	sc, _ := servers.Lookup("finished-bit-flipped")
	behave := sc.Behave
	sc.Behave = func(attempt int) servers.Behaviour {
		spoiled := behave(attempt)
		spoiled.Wire.Script = nil // to the client it is as if it did not look
		return spoiled
	}
	b.begin(sc)
	if _, err := b.sound().meet(b); err != nil {
		t.Fatal(err)
	}
	if c := b.over(1)[0]; !c.Handshake.Done || !c.Complete {
		t.Errorf("seen %s", c.Summary())
	}
}
