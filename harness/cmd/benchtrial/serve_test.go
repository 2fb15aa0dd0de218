package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// paper is a screen that a test can read while it is written to.
type paper struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{} // closed at the next write
}

func newPaper() *paper { return &paper{more: make(chan struct{})} }

func (p *paper) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.more)
	p.more = make(chan struct{})
	return p.text.Write(b)
}

func (p *paper) String() string { text, _ := p.state(); return text }

func (p *paper) state() (string, chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String(), p.more
}

// await waits until the pattern is there, and returns what it matched.
func (p *paper) await(t *testing.T, pattern string) []string {
	t.Helper()
	limit := time.After(30 * time.Second)
	for {
		text, more := p.state()
		if m := regexp.MustCompile(pattern).FindStringSubmatch(text); m != nil {
			return m
		}
		select {
		case <-more:
		case <-limit:
			t.Fatalf("%q did not come:\n%s", pattern, text)
		}
	}
}

// played begins to play a scenario at a free port, and returns its address, its roots, and what ends it and gives all that was printed.
func played(t *testing.T, args ...string) (addr string, roots *x509.CertPool, screen *paper, end func() string) {
	t.Helper()
	root := t.TempDir()
	var complaints bytes.Buffer
	p, code := readPlay(root, append(args, "--listen", "127.0.0.1:0"), &complaints)
	if code >= 0 {
		t.Fatalf("got %d: %s", code, complaints.String())
	}
	screen = newPaper()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.run(ctx, screen) }()
	m := screen.await(t, `(?s)Playing "[^"]+" on (\S+) until.*openssl s_client [^\n]*\n`)
	text, err := os.ReadFile(filepath.Join(root, ".cache", "serve", "root.pem"))
	if err != nil {
		t.Fatal(err)
	}
	roots = x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		t.Fatal("root.pem holds no certificate")
	}
	return m[1], roots, screen, func() string {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		return screen.String()
	}
}

func TestServeShowsWhatHappens(t *testing.T) {
	addr, roots, screen, end := played(t, "valid")
	if err := meetGo(t.Context(), addr, roots); err != nil {
		t.Fatal(err)
	}
	screen.await(t, `#1\s+closed`)
	out := end()
	for _, want := range []string{"#1   accepted", "client-hello     ClientHello", "handshake-done", "request ", "reply ", "--cacert ", "-verify_return_error",
		`request "GET / HTTP/1.1"`, "1 connections, 1 handshakes completed"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
}

func TestServeShowsARefusal(t *testing.T) {
	addr, roots, screen, end := played(t, "wrong.host")
	if err := meetGo(t.Context(), addr, roots); err == nil {
		t.Fatal("the client accepted it")
	}
	screen.await(t, `#1\s+closed`)
	if out := end(); !strings.Contains(out, "alert            bad_certificate(42)") || !strings.Contains(out, "1 connections, 0 handshakes completed, 0 bytes") {
		t.Errorf("got:\n%s", out)
	}
}

func TestServeNobody(t *testing.T) {
	addr, _, _, end := played(t, "connection-refused")
	if c, err := net.Dial("tcp", addr); err == nil {
		c.Close()
		t.Error("somebody listens")
	}
	if out := end(); !strings.Contains(out, "0 connections") {
		t.Errorf("got:\n%s", out)
	}
}

func TestServeMistakes(t *testing.T) {
	for args, want := range map[string]string{
		"":                         "name one scenario",
		"valid wrong.host":         "name one scenario",
		"nonsense":                 "there is no scenario",
		"valid --listen 14433":     "it must be an address and a port",
		"valid --rate 0":           "more than nothing",
		"valid --service nonsense": "there are ",
		"valid --host 'x y'":       "it must be a name",
		"valid --unknown":          "not defined",
	} {
		var complaints bytes.Buffer
		fields := strings.Fields(strings.ReplaceAll(args, "'x y'", "x_y!"))
		if _, code := readPlay(t.TempDir(), fields, &complaints); code != exitUsage || !strings.Contains(complaints.String(), want) {
			t.Errorf("%s: got %d, %q; want %q", args, code, complaints.String(), want)
		}
	}
}

// What cannot be met here as a board meets it is not passed off as met.
func TestServeSaysWhatIsNotPlayed(t *testing.T) {
	for name, want := range map[string]string{
		"valid": "", "name-unknown": "only dig", "time-wrong-past": "no time server", "wifi-never": "no Wi-Fi to switch",
		"wifi-lost-in-request": "dead from that moment", "mqtt-no-connack": "MQTT inside TLS",
	} {
		p, code := readPlay(t.TempDir(), []string{name}, &bytes.Buffer{})
		if code >= 0 {
			t.Fatalf("%s: got %d", name, code)
		}
		if got := p.remark(); !strings.Contains(got, want) || (got == "") != (want == "") {
			t.Errorf("%s: got %q, want %q in it", name, got, want)
		}
	}
}

// The strict edge stands before the service here as well: it turns a library's own User-Agent away.
func TestServePlaysTheEdge(t *testing.T) {
	addr, roots, _, end := played(t, "behind-edge")
	defer end()
	conn, err := tls.Dial("tcp", addr, &tls.Config{RootCAs: roots, ServerName: pinHost})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: %s\r\nUser-Agent: ESP32HTTPClient\r\nConnection: close\r\n\r\n", pinHost); err != nil {
		t.Fatal(err)
	}
	reply, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || reply.StatusCode != http.StatusForbidden {
		t.Errorf("got %v, %v, want 403", reply, err)
	}
}
