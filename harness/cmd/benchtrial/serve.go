package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/dns"
	"github.com/benchtrial/benchtrial/servers/pki"
	"github.com/benchtrial/benchtrial/servers/services"
)

// play is the command line of serve.
type play struct {
	scenario     servers.Scenario
	service      servers.Service
	listen, host string
	dns          string // where names are answered, "" for nowhere
	rate         float64
	root         string // of the project
}

// serveCommand plays one scenario until Ctrl-C.
func serveCommand(ctx context.Context, root string, args []string) int {
	p, code := readPlay(root, args, os.Stderr)
	if code >= 0 {
		return code
	}
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := p.run(ctx, os.Stdout); err != nil {
		return failed("serve", err)
	}
	return 0
}

// readPlay reads the command line. It returns the exit code to end with, or -1 to go on.
func readPlay(root string, args []string, complain io.Writer) (play, int) {
	p := play{root: root}
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.SetOutput(complain)
	flags.Usage = func() {
		fmt.Fprintln(complain, "usage: benchtrial serve NAME [flags]      (`benchtrial scenarios` lists the names)")
		flags.PrintDefaults()
	}
	flags.StringVar(&p.listen, "listen", fmt.Sprintf("127.0.0.1:%d", config.DefaultServerPort), "`ip:port` of the server; 0.0.0.0 is reached by boards too")
	flags.StringVar(&p.host, "host", config.DefaultHost, "the `name` that its certificates are for")
	service := flags.String("service", "", "what the good server is: "+strings.Join(services.Names(), ", ")+"; default: what the scenario is about, else echo")
	flags.Float64Var(&p.rate, "rate", 1, "how many `seconds` of the server's pauses pass in one second")
	flags.StringVar(&p.dns, "dns", "", "`ip:port` to answer name queries on; default: nowhere, or 127.0.0.1:14453 when the scenario is about names")
	rest, code := parseMixed(flags, args)
	if code >= 0 {
		return p, code
	}
	if err := p.check(rest, *service); err != nil {
		fmt.Fprintln(complain, "benchtrial serve:", err)
		return p, exitUsage
	}
	return p, -1
}

func (p *play) check(rest []string, service string) (err error) {
	if len(rest) != 1 {
		return errors.New("name one scenario; `benchtrial scenarios` lists them")
	}
	if p.scenario, err = findScenario(rest[0]); err != nil {
		return err
	}
	if _, err := netip.ParseAddrPort(p.listen); err != nil {
		return fmt.Errorf("--listen %s: it must be an address and a port, as in 127.0.0.1:14433", p.listen)
	}
	if p.rate <= 0 {
		return fmt.Errorf("--rate %v: it must be more than nothing", p.rate)
	}
	if !hostName(p.host) {
		return fmt.Errorf("--host %s: it must be a name as in %s", p.host, config.DefaultHost)
	}
	if p.scenario.Names != nil && p.dns == "" {
		p.dns = fmt.Sprintf("127.0.0.1:%d", config.SimulatedDNSPort)
	}
	p.service, err = serviceFor(p.scenario, service)
	if p.scenario.Edge {
		p.service = services.Edge(p.service)
	}
	return err
}

// serviceFor is the service of that name; without one, the first that speaks the scenario's protocol.
func serviceFor(sc servers.Scenario, name string) (servers.Service, error) {
	if name != "" {
		service, ok := services.Lookup(name)
		if !ok {
			return service, fmt.Errorf("--service %s: there is none of that name; there are %s", name, strings.Join(services.Names(), ", "))
		}
		return service, nil
	}
	if sc.Protocol != "" && sc.Protocol != servers.ProtocolHTTP {
		for _, n := range services.Names() {
			if service, _ := services.Lookup(n); service.Protocol == sc.Protocol {
				return service, nil
			}
		}
	}
	service, _ := services.Lookup("echo")
	return service, nil
}

// run plays until ctx is done, and then says what was seen.
func (p play) run(ctx context.Context, out io.Writer) (err error) {
	authority, err := pki.New(pki.Kept(benchPKI(p.root), p.host))
	if err != nil {
		return err
	}
	files, err := writeAnchors(filepath.Join(p.root, ".cache", "serve"), authority)
	if err != nil {
		return err
	}
	screen := &screen{out: out}
	server, err := servers.Listen(ctx, servers.Config{Addr: p.listen, Host: p.host, PKI: authority, Rate: func() float64 { return p.rate }, Observe: screen.event})
	if err != nil {
		return err
	}
	defer server.Close()
	if p.dns != "" {
		names, err := p.serveNames(ctx, server.Addr(), screen)
		if err != nil {
			return err
		}
		defer names.Close()
	}
	server.SetService(p.service)
	if err := server.Use(p.scenario); err != nil {
		return err
	}
	p.introduce(out, server.Addr(), files)
	screen.begin()
	<-ctx.Done()
	seen := server.Seen()
	if err := server.Close(); err != nil {
		return err
	}
	return summarise(out, seen)
}

// serveNames answers for the host with the server's address, or as the scenario has it.
func (p play) serveNames(ctx context.Context, server string, screen *screen) (*dns.Server, error) {
	at := reachable(server)
	names, err := dns.Serve(ctx, dns.Config{Addr: p.dns, Records: map[string]netip.Addr{p.host: at.Addr()}, Observe: screen.query})
	if err != nil {
		return nil, err
	}
	if p.scenario.Names != nil {
		asked := 0
		names.SetAnswer(func(dns.Query) dns.Answer {
			asked++
			return p.scenario.Names(asked)
		})
	}
	return names, nil
}

// reachable is an address under which a client of this machine finds the server.
func reachable(addr string) netip.AddrPort {
	at := netip.MustParseAddrPort(addr) // it comes from a listener
	if at.Addr().IsUnspecified() {
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), at.Port())
	}
	return at
}
