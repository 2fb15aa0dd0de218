package run

import (
	"context"
	"errors"
	"fmt"
	"net/netip"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/servers/dns"
)

// nameServers are those that several boards share. A board with a name server of its own has it in its lane, where its
// queries are a witness of their own; on one machine with one address, boards have to share port 53.
type nameServers []*dns.Server

// serveNames starts a name server for each address that more than one board uses, and takes it out of the boards'
// entries: their lanes then start none.
func serveNames(ctx context.Context, host string, boards []config.Board) (nameServers, error) {
	sharing := map[string][]int{}
	for i, b := range boards {
		if b.DNS != "" {
			sharing[b.DNS] = append(sharing[b.DNS], i)
		}
	}
	var all nameServers
	for addr, users := range sharing {
		if len(users) < 2 {
			continue
		}
		server, err := serveShared(ctx, addr, host, boards, users)
		if err != nil {
			return nil, errors.Join(err, all.Close())
		}
		all = append(all, server)
	}
	return all, nil
}

func serveShared(ctx context.Context, addr, host string, boards []config.Board, users []int) (*dns.Server, error) {
	records := map[string]netip.Addr{}
	byBoard := map[netip.Addr]netip.Addr{}
	for _, i := range users {
		server, err := netip.ParseAddrPort(boards[i].Server)
		if err != nil {
			return nil, fmt.Errorf("board %s: server %q: %w", boards[i].Name, boards[i].Server, err)
		}
		records[host] = server.Addr()
		if board, err := netip.ParseAddr(boards[i].Address); err == nil {
			byBoard[board] = server.Addr()
		}
		boards[i].DNS = ""
	}
	server, err := dns.Serve(ctx, dns.Config{Addr: addr, Records: records, Time: records[host]})
	if err != nil {
		return nil, fmt.Errorf("starting the boards' common name server: %w", err)
	}
	if len(byBoard) == len(users) {
		server.SetAnswer(answerByBoard(host, byBoard))
	}
	return server, nil
}

// answerByBoard sends each board to its own server: where a query comes from tells which board asks.
func answerByBoard(host string, byBoard map[netip.Addr]netip.Addr) func(dns.Query) dns.Answer {
	return func(q dns.Query) dns.Answer {
		from, err := netip.ParseAddrPort(q.Remote)
		ours := q.Name == host || dns.IsTimeServer(q.Name)
		if server, ok := byBoard[from.Addr().Unmap()]; ok && err == nil && ours {
			return dns.Answer{Addresses: []netip.Addr{server}}
		}
		return dns.Answer{Code: nameError}
	}
}

// Close ends them.
func (n nameServers) Close() error {
	var errs []error
	for _, s := range n {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}

// nameError is the DNS response code NXDOMAIN (RFC 1035, 4.1.1).
const nameError = 3
