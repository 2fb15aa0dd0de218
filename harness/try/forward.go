package try

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"sync"

	"github.com/benchtrial/benchtrial/servers/wire"
)

// relay hands one connection after the other on to a server, and reads along what the client says in the clear.
type relay struct {
	address  string
	listener net.Listener
	ctx      context.Context
	cancel   context.CancelFunc
	running  sync.WaitGroup

	mu    sync.Mutex
	alert int   // the first fatal one, -1: none
	err   error // of reaching the server
}

// forwarded opens a port here behind which the server at address is.
func forwarded(ctx context.Context, at place, address string) (meeting, error) {
	l, err := net.Listen("tcp", at.bench+":0")
	if err != nil {
		return nil, fmt.Errorf("opening a port to forward from: %w", err)
	}
	r := &relay{address: address, listener: l, alert: -1}
	r.ctx, r.cancel = context.WithCancel(ctx)
	r.running.Go(r.accept)
	return r, nil
}

func (r *relay) port() uint16 { return netip.MustParseAddrPort(r.listener.Addr().String()).Port() }
func (*relay) forged() bool   { return false }

func (r *relay) accept() {
	for {
		client, err := r.listener.Accept()
		if err != nil {
			return
		}
		r.running.Go(func() { r.carry(client) })
	}
}

// carry copies both directions until one of them ends.
func (r *relay) carry(client net.Conn) {
	defer client.Close()
	server, err := (&net.Dialer{}).DialContext(r.ctx, "tcp", r.address)
	if err != nil {
		r.note(func() { r.err = fmt.Errorf("reaching %s: %w", r.address, err) })
		return
	}
	defer server.Close()
	stop := context.AfterFunc(r.ctx, func() { client.Close(); server.Close() })
	defer stop()
	var back sync.WaitGroup
	back.Go(func() {
		_, _ = io.Copy(client, server) // an end is an end, however it comes
		if tcp, ok := client.(*net.TCPConn); ok {
			_ = tcp.CloseWrite()
		}
	})
	var flow wire.Flow
	_, _ = io.Copy(server, io.TeeReader(client, feeder{&flow}))
	server.Close() // the client is gone: nothing comes back any more
	back.Wait()
	for _, a := range flow.Alerts {
		if a.Fatal() {
			r.note(func() { r.alert = int(a.Code) })
			return
		}
	}
}

func (r *relay) note(change func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change()
}

// feeder makes a flow of what is written.
type feeder struct{ flow *wire.Flow }

func (f feeder) Write(b []byte) (int, error) {
	f.flow.Feed(b)
	return len(b), nil
}

// end closes the port. The client is gone by now, so what it sent has come, or comes before its end.
func (r *relay) end(context.Context) (int, error) {
	closeErr := r.listener.Close()
	done := make(chan struct{})
	go func() { defer close(done); r.running.Wait() }()
	select {
	case <-done:
	case <-r.ctx.Done():
		<-done
	}
	r.cancel()
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.alert, errors.Join(r.err, closeErr)
}
