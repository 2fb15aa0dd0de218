package tls12_test

import (
	"bytes"
	"context"
	"encoding/pem"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/servers/tls12"
)

// openssl runs `openssl s_client` against a server, with "hello" to say, and gives what it prints.
func openssl(t *testing.T, s *server, args ...string) string {
	t.Helper()
	program, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("no openssl here")
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, append([]string{"s_client", "-connect", s.addr, "-servername", host}, args...)...)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out := &watched{until: "echo: hello", reached: cancelled(in.Close)}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = in.Write([]byte("echo: hello\n")) // a client that is refused has gone
	_ = cmd.Wait()                           // its output tells
	return out.buf.String()
}

// watched collects output, and tells when a text stands in it.
type watched struct {
	buf     bytes.Buffer
	until   string
	reached func()
}

func (w *watched) Write(b []byte) (int, error) {
	n, _ := w.buf.Write(b)
	if w.reached != nil && strings.Contains(w.buf.String(), w.until) {
		w.reached()
		w.reached = nil
	}
	return n, nil
}

func cancelled(f func() error) func() { return func() { _ = f() } }

// Every suite that OpenSSL speaks, it speaks with this server.
func TestOpenSSLSpeaksWithIt(t *testing.T) {
	secret := []byte{1, 2, 3, 4, 5, 6, 7, 8}
	psk := func(identity string) []byte {
		if identity == "board" {
			return secret
		}
		return nil
	}
	for _, c := range []struct {
		cipher, args string
		suite        uint16
		rsa          bool
	}{
		{"ECDHE-ECDSA-AES128-CCM", "", 0xc0ac, false}, {"ECDHE-ECDSA-AES256-CCM8", "", 0xc0af, false},
		{"ECDHE-ECDSA-CHACHA20-POLY1305", "", 0xcca9, false}, {"ECDHE-ECDSA-AES256-SHA384", "", 0xc024, false},
		{"ECDHE-ECDSA-CAMELLIA128-SHA256", "", 0xc072, false}, {"ECDHE-ECDSA-CAMELLIA256-SHA384", "", 0xc073, false},
		{"ECDHE-ECDSA-AES128-SHA", "", 0xc009, false}, {"ECDHE-ECDSA-NULL-SHA", "", 0xc006, false},
		{"DHE-RSA-AES128-GCM-SHA256", "", 0x009e, true}, {"DHE-RSA-AES256-SHA256", "", 0x006b, true},
		{"DHE-RSA-AES256-CCM", "", 0xc09f, true}, {"DHE-RSA-CAMELLIA256-SHA", "", 0x0088, true},
		{"AES128-CCM8", "", 0xc0a0, true}, {"AES256-SHA256", "", 0x003d, true}, {"CAMELLIA128-SHA", "", 0x0041, true},
		{"NULL-SHA256", "", 0x003b, true}, {"ADH-AES128-GCM-SHA256", "", 0x00a6, true},
		{"PSK-AES128-GCM-SHA256", "-psk 0102030405060708 -psk_identity board", 0x00a8, false},
		{"PSK-AES128-CCM8", "-psk 0102030405060708 -psk_identity board", 0xc0a8, false},
		{"DHE-PSK-AES128-GCM-SHA256", "-psk 0102030405060708 -psk_identity board", 0x00aa, false},
		{"ECDHE-PSK-AES128-CBC-SHA256", "-psk 0102030405060708 -psk_identity board", 0xc037, false},
		{"RSA-PSK-AES128-GCM-SHA256", "-psk 0102030405060708 -psk_identity board", 0x00ac, true},
	} {
		for _, extra := range []string{"", " -no_etm"} {
			t.Run(c.cipher+extra, func(t *testing.T) {
				t.Parallel()
				id := ecIdentity(t)
				if c.rsa {
					id = rsaIdentity(t)
				}
				s := start(t, &tls12.Config{Identity: id, Suites: []uint16{c.suite}, PSK: psk, Hint: []byte("bench")})
				out := openssl(t, s, strings.Fields("-tls1_2 -cipher "+c.cipher+":@SECLEVEL=0 "+c.args+extra)...)
				m := s.next(t)
				if m.err != nil || m.state.CipherSuite != c.suite || string(m.read) != "echo: hello\n" {
					t.Errorf("the server: %v, suite %#04x, %q\n%s", m.err, m.state.CipherSuite, m.read, out)
				}
			})
		}
	}
}

// A client with another secret cannot be understood, and one with another name is not known.
func TestPSKThatIsWrong(t *testing.T) {
	psk := func(identity string) []byte {
		if identity == "board" {
			return []byte{1, 2, 3, 4}
		}
		return nil
	}
	for args, want := range map[string]tls12.Alert{
		"-psk 01020305 -psk_identity board": tls12.AlertBadRecordMAC,
		"-psk 01020304 -psk_identity other": tls12.AlertUnknownPSKIdentity,
	} {
		s := start(t, &tls12.Config{Suites: tls12.Suites(tls12.PSK), PSK: psk})
		out := openssl(t, s, strings.Fields("-tls1_2 -cipher PSK "+args)...)
		var got tls12.Alert
		if m := s.next(t); !errors.As(m.err, &got) || got != want {
			t.Errorf("%s: %v, want %v\n%s", args, m.err, want, out)
		}
	}
}

// Old versions have another PRF, another MAC over the handshake, and in TLS 1.0 chained IVs.
func TestOpenSSLSpeaksOldVersions(t *testing.T) {
	for _, c := range []struct {
		flag    string
		version uint16
	}{{"-tls1", tls12.VersionTLS10}, {"-tls1_1", tls12.VersionTLS11}} {
		for _, cipher := range []string{"ECDHE-RSA-AES128-SHA", "DHE-RSA-AES256-SHA", "AES128-SHA", "DHE-RSA-CAMELLIA128-SHA"} {
			id := rsaIdentity(t)
			s := start(t, &tls12.Config{Identity: id, Least: c.version, Most: c.version})
			out := openssl(t, s, c.flag, "-cipher", cipher+":@SECLEVEL=0")
			if m := s.next(t); m.err != nil || m.state.Version != c.version || string(m.read) != "echo: hello\n" {
				t.Errorf("%s %s: %v, %q\n%s", c.flag, cipher, m.err, m.read, out)
			}
		}
	}
}

// The curves whose secret is 1 are curves to OpenSSL as well.
func TestOpenSSLOnOtherCurves(t *testing.T) {
	for name, group := range map[string]uint16{
		"secp224r1": tls12.Secp224r1, "secp256k1": tls12.Secp256k1, "brainpoolP256r1": tls12.BrainpoolP256r1,
		"brainpoolP384r1": tls12.BrainpoolP384r1, "brainpoolP512r1": tls12.BrainpoolP512r1,
	} {
		s := start(t, &tls12.Config{Identity: rsaIdentity(t), Groups: []uint16{group}})
		out := openssl(t, s, "-tls1_2", "-curves", name, "-cipher", "ECDHE:@SECLEVEL=0")
		if m := s.next(t); m.err != nil || string(m.read) != "echo: hello\n" {
			t.Errorf("%s: %v\n%s", name, m.err, out)
		}
	}
}

// A session is resumed by its ID and by a ticket, once by itself and once with other parameters.
func TestOpenSSLResumes(t *testing.T) {
	for _, tickets := range []bool{false, true} {
		kept := filepath.Join(t.TempDir(), "session")
		s := start(t, &tls12.Config{Identity: ecIdentity(t), Sessions: &tls12.Sessions{Tickets: tickets}})
		openssl(t, s, "-tls1_2", "-sess_out", kept)
		if m := s.next(t); m.err != nil || m.state.DidResume {
			t.Fatalf("the first connection: %v, resumed %t", m.err, m.state.DidResume)
		}
		out := openssl(t, s, "-tls1_2", "-sess_in", kept)
		if m := s.next(t); m.err != nil || !m.state.DidResume || string(m.read) != "echo: hello\n" {
			t.Errorf("tickets %t: %v, resumed %t\n%s", tickets, m.err, m.state.DidResume, out)
		}
	}
}

// A client's certificate is asked for, and its key proved.
func TestOpenSSLShowsACertificate(t *testing.T) {
	for name, id := range map[string]tls12.Identity{"rsa": rsaIdentity(t), "ec": ecIdentity(t)} {
		dir := t.TempDir()
		cert, key := writePEM(t, dir, id)
		for _, version := range []uint16{tls12.VersionTLS12, tls12.VersionTLS10} {
			s := start(t, &tls12.Config{Identity: rsaIdentity(t), Ask: true, Least: version, Most: version})
			out := openssl(t, s, "-cert", cert, "-key", key, "-cipher", "ALL:@SECLEVEL=0")
			m := s.next(t)
			if m.err != nil || len(m.state.PeerCertificates) != 1 || !bytes.Equal(m.state.PeerCertificates[0].Raw, id.Chain[0]) {
				t.Errorf("%s %#04x: %v\n%s", name, version, m.err, out)
			}
		}
	}
}

func writePEM(t *testing.T, dir string, id tls12.Identity) (cert, key string) {
	t.Helper()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, block := range map[string]*pem.Block{
		cert: {Type: "CERTIFICATE", Bytes: id.Chain[0]}, key: {Type: "PRIVATE KEY", Bytes: pkcs8(t, id.Key)},
	} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}
