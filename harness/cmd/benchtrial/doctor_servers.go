package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"syscall"

	"github.com/benchtrial/benchtrial/harness/config"
)

// service is an address that a run will listen on.
type service struct {
	what, network, address, key string // key of bench.yaml
	boards                      []string
}

// servers looks whether a run could listen where the boards will look for it.
func (d *doctor) servers(ctx context.Context, bench *config.Bench) {
	all := servicesOf(bench)
	foreign := foreignAddresses(all)
	for addr, boards := range foreign {
		d.check(false, "address", fmt.Sprintf("%s, where %s will look for the servers: this machine has no such address; it has %s", addr, few(boards),
			strings.Join(addresses(), ", ")), "mend `server: {address: ...}` in bench.yaml, or give the machine this address: sudo ip addr add "+addr+"/24 dev ...")
	}
	for _, s := range all {
		if at, err := netip.ParseAddrPort(s.address); err != nil || foreign[at.Addr().String()] == nil {
			d.service(ctx, s)
		}
	}
}

// foreignAddresses are those that this machine does not have, with the boards that count on them.
func foreignAddresses(all []service) map[string][]string {
	foreign := map[string][]string{}
	for _, s := range all {
		at, err := netip.ParseAddrPort(s.address)
		if err != nil || local(at.Addr()) {
			continue
		}
		key := at.Addr().String()
		for _, b := range s.boards {
			if !slices.Contains(foreign[key], b) {
				foreign[key] = append(foreign[key], b)
			}
		}
	}
	return foreign
}

// servicesOf are all addresses of a bench, each once.
func servicesOf(bench *config.Bench) []service {
	var all []service
	add := func(board string, s service) {
		if s.address == "" {
			return
		}
		i := slices.IndexFunc(all, func(o service) bool { return o.network == s.network && o.address == s.address })
		if i < 0 {
			all, i = append(all, s), len(all)
		}
		all[i].boards = append(all[i].boards, board)
	}
	for _, b := range bench.Boards {
		add(b.Name, service{what: "TLS server", network: "tcp", address: b.Server, key: "server"})
		add(b.Name, service{what: "name server", network: "udp", address: b.DNS, key: "dns"})
		add(b.Name, service{what: "name server", network: "tcp", address: b.DNS, key: "dns"})
		add(b.Name, service{what: "time server", network: "udp", address: b.NTP, key: "ntp"})
	}
	return all
}

// service tries to listen, and gives the address back at once.
func (d *doctor) service(ctx context.Context, s service) {
	at, err := netip.ParseAddrPort(s.address)
	if err != nil {
		d.check(false, s.what, fmt.Sprintf("%s: %v", s.address, err), "mend `"+s.key+":` in bench.yaml")
		return
	}
	who := fmt.Sprintf("%s/%s for %s", s.address, s.network, few(s.boards))
	if err := listenOnce(ctx, s.network, s.address); err != nil {
		d.check(false, s.what, who+": "+reasonOf(err), mendListening(err, at.Port(), s.network))
		return
	}
	d.check(true, s.what, who+" is free", "")
}

// few names the boards, the first three of many.
func few(names []string) string {
	if len(names) > 3 {
		return strings.Join(names[:3], ", ") + fmt.Sprintf(" and %d more", len(names)-3)
	}
	return strings.Join(names, ", ")
}

// local tells whether an address is one of this machine's. All of 127/8 is.
func local(addr netip.Addr) bool {
	if addr.IsLoopback() || addr.IsUnspecified() {
		return true
	}
	return slices.Contains(addresses(), addr.Unmap().String())
}

// addresses are those that others can reach this machine by.
func addresses() []string {
	found, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var all []string
	for _, a := range found {
		if prefix, err := netip.ParsePrefix(a.String()); err == nil && !prefix.Addr().IsLoopback() {
			all = append(all, prefix.Addr().String())
		}
	}
	return all
}

func listenOnce(ctx context.Context, network, address string) error {
	var lc net.ListenConfig
	if network == "udp" {
		packets, err := lc.ListenPacket(ctx, network, address)
		if err != nil {
			return err
		}
		return packets.Close()
	}
	stream, err := lc.Listen(ctx, network, address)
	if err != nil {
		return err
	}
	return stream.Close()
}

// reasonOf is what the system said, without the address, which stands before it.
func reasonOf(err error) string {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno.Error()
	}
	return err.Error()
}

// mendListening knows what to do about the errors that listening ends with.
func mendListening(err error, port uint16, network string) string {
	switch {
	case errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM):
		return fmt.Sprintf("sudo sysctl net.ipv4.ip_unprivileged_port_start=%d, or run as root", port)
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Sprintf("sudo ss -lnp%c 'sport = :%d' tells who has it: stop that", network[0], port)
	}
	return "look at the network of this machine: ip addr"
}
