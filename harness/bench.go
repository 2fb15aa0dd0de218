package harness

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync/atomic"

	"github.com/benchtrial/benchtrial/boards"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/dns"
	"github.com/benchtrial/benchtrial/servers/ntp"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// Bench is one board with the bench's side of its network. It belongs to one lane and runs one trial at a time.
type Bench struct {
	lane   *Lane
	board  *boards.Attached
	server *servers.Server
	names  *dns.Server // nil when somebody else answers the board's queries
	clock  *ntp.Server // nil when somebody else tells the board the time, or nobody
	record *Recorder
	lag    *lagMeter
	holds  string             // hash of the image that this bench knows to be on the board
	done   map[string]*Result // trials by key; the evidence of one serves many specs

	lookupsOf map[string]int // by firmware: how often one attempt asks for the server's name
	stall     float64        // clock rate of the board's next boot while a handshake stalls
	rate      float64        // clock rate of the board's next boot, 0 while it was never set
	heap      int            // bytes of heap of the board's next boot, 0 for all of it
	weather   weather        // the board's Wi-Fi
	secrets   []Secret       // what the firmware was given and has to keep to itself
	shared    []byte         // the key that firmware shares with its server
	pace      atomic.Value   // float64: the clock rate by which the server's pauses are measured
}

// Open attaches the lane's board and starts its servers. What it records goes to log.
func Open(ctx context.Context, lane *Lane, log *reports.Log) (*Bench, error) {
	b := &Bench{lane: lane, record: NewRecorder(log, lane.Board.Name), done: map[string]*Result{}, lookupsOf: map[string]int{}, stall: lane.Board.ClockRate, weather: weather{air: newAirSwitch(lane)}}
	b.pace.Store(lane.Board.ClockRate)
	if err := b.openServers(ctx); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	board, err := OpenBoard(ctx, lane.Board, b.record.console)
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	b.board = board
	b.lag = startLagMeter()
	return b, nil
}

func (b *Bench) openServers(ctx context.Context) error {
	kept := pki.Kept(b.lane.PKI, b.lane.Host)
	kept.Keep = true
	authority, err := pki.New(kept)
	if err != nil {
		return fmt.Errorf("preparing the certificates: %w", err)
	}
	if b.shared, err = authority.SharedKey(); err != nil {
		return fmt.Errorf("preparing the pre-shared key: %w", err)
	}
	_, clientKey := authority.ClientPEM()
	b.secrets = secretsOf(takePSK(), clientKey, b.shared)
	address, _, err := net.SplitHostPort(b.lane.Board.Server)
	if err != nil {
		return fmt.Errorf("board %s: server address %q: %w", b.lane.Board.Name, b.lane.Board.Server, err)
	}
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return fmt.Errorf("board %s: server address %q: %w", b.lane.Board.Name, address, err)
	}
	records := map[string]netip.Addr{b.lane.Host: ip}
	if b.lane.Board.DNS != "" {
		b.names, err = dns.Serve(ctx, dns.Config{Addr: b.lane.Board.DNS, Records: records, Time: ip, Observe: b.record.query})
		if err != nil {
			return fmt.Errorf("starting the name server of %s: %w", b.lane.Board.Name, err)
		}
	}
	if b.lane.Board.NTP != "" && b.lane.TellsTime() {
		b.clock, err = ntp.Serve(ctx, ntp.Config{Addr: b.lane.Board.NTP, Observe: b.record.time})
		if err != nil {
			return fmt.Errorf("starting the time server of %s: %w; boards ask port 123, which needs root or CAP_NET_BIND_SERVICE", b.lane.Board.Name, err)
		}
	}
	return b.openServer(ctx, authority)
}

func (b *Bench) openServer(ctx context.Context, authority *pki.Authority) (err error) {
	b.server, err = servers.Listen(ctx, servers.Config{
		Addr: b.lane.Board.Server, Host: b.lane.Host, PKI: authority,
		Rate: func() float64 { return b.pace.Load().(float64) }, Observe: b.record.wire, Lose: b.weather.lose,
	})
	if err != nil {
		return fmt.Errorf("starting the TLS server of %s: %w", b.lane.Board.Name, err)
	}
	return nil
}

// Board is the board on this bench.
func (b *Bench) Board() boards.Board { return b.board }

// Recorder is where this bench writes its events.
func (b *Bench) Recorder() *Recorder { return b.record }

// Close gives the board back and ends the servers. The board is left in reset-free quiet: its next user resets it.
func (b *Bench) Close() error {
	var errs []error
	if b.lag != nil {
		b.lag.stop()
	}
	errs = append(errs, b.weather.close())
	if b.board != nil {
		errs = append(errs, b.board.Close())
	}
	if b.server != nil {
		errs = append(errs, b.server.Close())
	}
	if b.names != nil {
		errs = append(errs, b.names.Close())
	}
	if b.clock != nil {
		errs = append(errs, b.clock.Close())
	}
	return errors.Join(errs...)
}

// setStallRate makes the board's next boot wait as fast as the trial allows, where the board can.
func (b *Bench) setStallRate(ctx context.Context, t *trial) error {
	clocked, ok := b.board.Clocked()
	if !ok {
		t.stalled = t.rate
		return nil
	}
	if t.stalled == b.stall {
		return nil
	}
	if err := clocked.SetRate(ctx, t.stalled); err != nil {
		return fmt.Errorf("setting the clock of %s: %w", b.board.Name(), err)
	}
	b.stall = t.stalled
	return nil
}
