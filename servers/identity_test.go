package servers_test

import (
	"crypto/sha1"
	"crypto/tls"
	"errors"
	"testing"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// fingerprint connects without looking, and tells which certificate the server shows.
func (b *bench) fingerprint() (sum [sha1.Size]byte) {
	b.t.Helper()
	c := tls.Client(b.dial(), &tls.Config{ServerName: host, InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12})
	defer c.Close()
	if err := c.Handshake(); err != nil {
		b.t.Fatal(err)
	}
	return sha1.Sum(c.ConnectionState().PeerCertificates[0].Raw)
}

// What an honest server shows changes with the next trial, and what a faulty one shows does not change.
func TestIdentity(t *testing.T) {
	b := newBench(t)
	b.use("valid")
	b.server.SetIdentity(pki.Pinned)
	if b.fingerprint() == b.authority.Fingerprint() {
		t.Error("the identity changed within a trial")
	}
	b.use("valid")
	if b.fingerprint() != b.authority.Fingerprint() {
		t.Error("the server does not show the pinned leaf")
	}
	b.use("wrong.host")
	if b.fingerprint() == b.authority.Fingerprint() {
		t.Error("a scenario with a chain of its own shows the identity")
	}
	b.use("recovers-at-1")
	if b.fingerprint() != b.authority.Fingerprint() {
		t.Error("an honest attempt of another scenario does not show the identity")
	}
	b.server.SetIdentity(pki.Deviation{})
	b.use("valid")
	if _, err := b.sound().meet(b); err != nil {
		t.Errorf("with the chain of old: %v", err)
	}
}

func TestIdentityThatCannotBe(t *testing.T) {
	b := newBench(t)
	cause := errors.New("no such chain")
	b.server.SetIdentity(pki.Deviation{Name: "broken", Change: func(*pki.Plan) error { return cause }})
	valid, _ := servers.Lookup("valid")
	if err := b.server.Use(valid); !errors.Is(err, cause) {
		t.Errorf("using a server that cannot show itself: %v", err)
	}
}
