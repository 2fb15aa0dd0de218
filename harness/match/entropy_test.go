package match_test

import (
	"crypto/tls"
	"io"
	"net"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// constant is a source of random numbers that has one number only.
type constant struct{}

func (constant) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 7
	}
	return len(b), nil
}

// hello is what a Go client with that source of random numbers sends first.
func hello(t *testing.T, random io.Reader) []byte {
	t.Helper()
	client, server := net.Pipe()
	defer server.Close()
	go func() {
		c := tls.Client(client, &tls.Config{ServerName: "api.bench.test", MaxVersion: tls.VersionTLS12, Rand: random})
		_ = c.Handshake() // nobody answers
	}()
	buf := make([]byte, 4096)
	n, err := server.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	return buf[:n]
}

func met(hellos ...[]byte) *harness.Result {
	return result(func(r *harness.Result) {
		for i, h := range hellos {
			r.Conns = append(r.Conns, servers.Conn{Attempt: i + 1, Segments: []wire.Segment{{At: time.Unix(1, 0), FromClient: true, Bytes: h}}})
		}
	})
}

func TestNeverRepeat(t *testing.T) {
	one, other := hello(t, nil), hello(t, nil)
	judge(t, match.NeverRepeat(), met(one, other), "")
	judge(t, match.NeverRepeat(met(other)), met(one), "")
	judge(t, match.NeverRepeat(), met(one, one), "the client random is the same on attempt 1 of  and on attempt 2")
	judge(t, match.NeverRepeat(met(one)), met(one), "the client random is the same")
	judge(t, match.NeverRepeat(), met(), "it showed none")

	fixed := hello(t, constant{})
	judge(t, match.NeverRepeat(met(hello(t, constant{}))), met(fixed), "the client random is the same")
}
