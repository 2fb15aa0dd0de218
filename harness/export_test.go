package harness

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/boards"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/dns"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// TestBench is a bench with a board made of Go, on addresses of its own.
type TestBench struct {
	*Bench
	PKI         *pki.Authority
	Server, DNS string // ip:port
}

// testRate makes the harness take the fake board for one with a fast clock, so that its quiet times are short.
const testRate = 50

// NewTestBench attaches a board over the opener. The board counts as loaded with the image of hash "".
func NewTestBench(t *testing.T, open boards.Opener, log *reports.Log) *TestBench {
	t.Helper()
	authority, err := pki.New(pki.Options{})
	if err != nil {
		t.Fatal(err)
	}
	lane := &Lane{Host: authority.Host(), Board: config.Board{Name: "fake", Chip: "esp32", ClockRate: testRate}}
	b := &TestBench{PKI: authority, Bench: &Bench{lane: lane, record: NewRecorder(log, "fake"), done: map[string]*Result{}, lookupsOf: map[string]int{}, stall: testRate}}
	ctx := context.WithoutCancel(t.Context())
	if b.names, err = dns.Serve(ctx, dns.Config{
		Addr: "127.0.0.1:0", Records: map[string]netip.Addr{lane.Host: netip.MustParseAddr("127.0.0.1")}, Observe: b.record.query,
	}); err != nil {
		t.Fatal(err)
	}
	if b.server, err = servers.Listen(ctx, servers.Config{
		Addr: "127.0.0.1:0", Host: lane.Host, PKI: authority, Rate: func() float64 { return testRate }, Observe: b.record.wire,
	}); err != nil {
		t.Fatal(err)
	}
	if b.board, err = boards.Attach(ctx, boards.Config{Name: "fake", Chip: "esp32", Console: open, FlashPort: "fake", Hold: 1e6, Tap: b.record.console}); err != nil {
		t.Fatal(err)
	}
	b.lag = startLagMeter()
	b.Server, b.DNS = b.server.Addr(), b.names.Addr()
	t.Cleanup(func() {
		// A test may have unplugged the board; there is no port to give back then.
		_ = b.Close()
	})
	return b
}

// Starve makes the bench believe that it was kept from running for so long, wall clock.
func (b *TestBench) Starve(gap time.Duration) { b.lag.add(gap) }
