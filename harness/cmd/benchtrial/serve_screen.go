package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/dns"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// screen prints events as they happen, from begin on; what happened before is printed then.
type screen struct {
	mu      sync.Mutex
	out     io.Writer
	live    bool
	pending []string
}

func (s *screen) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.live = true
	for _, line := range s.pending {
		fmt.Fprint(s.out, line)
	}
}

func (s *screen) event(e servers.Event) {
	if e.Kind == servers.EventScenario {
		s.forget() // what came before it was no part of what is played
		return
	}
	who := ""
	if e.Conn > 0 {
		who = fmt.Sprintf("#%d", e.Conn)
	}
	s.line(e.At, who, e.Kind, e.Text)
}

func (s *screen) query(q dns.Query) {
	s.line(q.At, "dns", "query", fmt.Sprintf("%s %s from %s over %s: %s", q.Type, q.Name, q.Remote, q.Network, q.Answer))
}

func (s *screen) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending = nil
}

func (s *screen) line(at time.Time, who, kind, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	line := fmt.Sprintf("%s  %-4s %-16s %s\n", at.Format("15:04:05.000"), who, kind, text)
	if !s.live {
		s.pending = append(s.pending, line)
		return
	}
	fmt.Fprint(s.out, line)
}

// summarise writes a line for each connection.
func summarise(out io.Writer, seen []servers.Conn) error {
	done, bytes := 0, 0
	var b strings.Builder
	fmt.Fprintln(&b)
	for _, c := range seen {
		if c.Handshake.Done {
			done++
		}
		bytes += c.AppBytes
		fmt.Fprintln(&b, c.Summary())
	}
	fmt.Fprintf(&b, "%d connections, %d handshakes completed, %d bytes of application data\n", len(seen), done, bytes)
	_, err := io.WriteString(out, b.String())
	return err
}

// introduce says what is played and how to meet it.
func (p play) introduce(out io.Writer, addr string, files anchorFiles) {
	at := reachable(addr)
	host, port, _ := net.SplitHostPort(at.String())
	fmt.Fprintf(out, "Playing %q on %s until Ctrl-C, with the service %q.\n\n", p.scenario.Name, addr, p.service.Name)
	line := func(what, text string) {
		fmt.Fprint(out, fold(fmt.Sprintf("  %-16s", what), strings.Repeat(" ", 18), text, lineWidth))
	}
	line("the server", p.scenario.Doc)
	line("sound firmware", soundly(p.scenario))
	if p.scenario.Reason != "" {
		line("because", p.scenario.Reason)
	}
	line("trust", files.root+"   (the root; "+files.firmware+" has what firmware is built with: it, and a pinned leaf that is no CA)")
	if text := p.remark(); text != "" {
		line("but", text)
	}
	fmt.Fprintf(out, "\n  curl -v %s--cacert %s --resolve %s:%s:%s https://%s:%s/\n", p.upgrade(), quoted(files.root), p.host, port, bracketed(host), p.host, port)
	fmt.Fprintf(out, "  openssl s_client -connect %s -servername %s -verify_hostname %s -verify_return_error -CAfile %s\n",
		at, p.host, p.host, quoted(files.root))
	if p.dns != "" {
		dnsHost, dnsPort, _ := net.SplitHostPort(p.dns)
		fmt.Fprintf(out, "  dig @%s -p %s %s\n", dnsHost, dnsPort, p.host)
	}
	fmt.Fprintln(out)
}

// remark says what a client of this machine cannot meet here as a board does, "" for nothing.
func (p play) remark() string {
	switch sc := p.scenario; {
	case sc.Names != nil:
		return "curl and openssl are told the address below, and ask no name server: only dig, or what else asks it, meets this"
	case sc.Group == servers.GroupTime:
		return "there is no time server here: for a client with a clock of its own this is a good server"
	case sc.Air.When == servers.BeforeConnecting:
		return "there is no Wi-Fi to switch here: what gets through meets a good server"
	case sc.Air.When != servers.NoMoment:
		return "there is no Wi-Fi to switch here: the connection is dead from that moment on, and others meet a good server"
	case p.service.Protocol == servers.ProtocolMQTT:
		return fmt.Sprintf("it speaks MQTT inside TLS: curl and openssl get no further than the handshake. An MQTT client must find %s at the address below", p.host)
	}
	return ""
}

// upgrade is what curl has to say to a WebSocket server.
func (p play) upgrade() string {
	if p.service.Protocol != servers.ProtocolWebSocket {
		return ""
	}
	return "-N --http1.1 -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: YmVuY2h0cmlhbCBieSBjdQ==' "
}

func bracketed(host string) string {
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}

// quoted is a path as a shell takes it.
func quoted(path string) string {
	if strings.Trim(strings.ToLower(path), "abcdefghijklmnopqrstuvwxyz0123456789-._/+:@%") == "" {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

// anchorFiles are what clients are told to trust.
type anchorFiles struct{ root, firmware string }

// writeAnchors writes the certificates where people and programs can use them. They are no secrets; their keys stay where they are.
func writeAnchors(dir string, authority *pki.Authority) (anchorFiles, error) {
	files := anchorFiles{root: filepath.Join(dir, "root.pem"), firmware: filepath.Join(dir, "firmware.pem")}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return files, fmt.Errorf("writing the trust anchor: %w", err)
	}
	for path, text := range map[string][]byte{files.root: authority.RootPEM(), files.firmware: authority.AnchorPEM()} {
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return files, fmt.Errorf("writing the trust anchor: %w", err)
		}
	}
	return files, nil
}
