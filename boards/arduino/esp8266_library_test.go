package arduino

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestLibrariesOfTheESP8266(t *testing.T) {
	t.Parallel()
	r := run(t, compile(t, "probe8266", FQBN8266), "hash abc\nlines\nrandom\ntimeout\neeprom\nclients\nrestart\n")
	for _, line := range []string{
		// SHA-1 of FIPS 180-4's example; CRC-32/MPEG-2 of "abc".
		"a9993e364706816aba3e25717850c26c9cd0d89d YWJj YWJj 9b73448c\r\n",
		"line ends at 72\n", "all equal: 0\n",
		"early 0, once 1 1, every 1 0, never 0, every 1\n",
		"eeprom 12345678 kept 1 then 78 ff outside 0\n",
		"clients 1, third connected 0\n",
	} {
		r.has(t, line)
	}
}

func TestMultiOfTheESP8266(t *testing.T) {
	t.Parallel()
	b := newBench(t, drainConn)
	r := run8266(t, b, "leave", "multi")
	r.has(t, "none 1, add 0 1, ")
	r.has(t, "run 3, again 3\n")
}

func TestDatagramsOfTheESP8266(t *testing.T) {
	t.Parallel()
	b := newBench(t, drainConn)
	s := newTimeServer(t, 0, func(b []byte) []byte { return append([]byte("you said "), b...) })
	_, port, _ := net.SplitHostPort(s.address)
	run8266(t, b, "udp "+host+" "+port).has(t, "begin 1 from 1, sent 1, got 13 [you said ping] from "+benchIP)
}

// opensslServer starts a server with features that Go's has not, and returns the socket that it listens on.
func opensslServer(t *testing.T, id *identity) string {
	t.Helper()
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("openssl is not there, and Go's server knows neither fragment lengths nor sessions without tickets")
	}
	dir, err := os.MkdirTemp("", "s") // openssl takes names of a socket up to 31 bytes only, and t.TempDir() is longer
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	for name, text := range map[string]string{"cert.pem": certPEM(id), "key.pem": keyPEM(t, id)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	socket := filepath.Join(dir, "socket")
	cmd := exec.Command("openssl", "s_server", "-unix", socket, "-www", "-cert", filepath.Join(dir, "cert.pem"), "-key", filepath.Join(dir, "key.pem"))
	stdin, err := cmd.StdinPipe() // its end would end the server
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var words bytes.Buffer
	cmd.Stderr = &words
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		cmd.Process.Kill()
		cmd.Wait()
		if t.Failed() {
			t.Logf("openssl said: %s", &words)
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "ACCEPT") {
	}
	if !strings.HasPrefix(lines.Text(), "ACCEPT") {
		t.Fatal("openssl s_server does not accept connections")
	}
	go io.Copy(io.Discard, out)
	return socket
}

// relay passes a connection on to a socket.
func relay(t *testing.T, socket string) func(*recorded) {
	return func(c *recorded) {
		far, err := net.Dial("unix", socket)
		if err != nil {
			t.Error(err)
			return
		}
		defer far.Close()
		go func() {
			io.Copy(far, c)
			far.Close()
		}()
		io.Copy(c, far)
	}
}

// A server that agrees keeps its records as short as the client's buffer, and a session that ended well is resumed: the second
// handshake has no key exchange.
func TestFragmentLengthAndSessionOfTheESP8266(t *testing.T) {
	t.Parallel()
	root := newCA(t, nil, "Bench Root")
	id := newLeaf(t, root, nil)
	b := newBench(t, relay(t, opensslServer(t, id)))
	once := []string{"connect " + host + " PORT", "mfln", "say GET / HTTP/1.0", "say ", "await", "finish", "stop"}
	r := run8266(t, b, slices.Concat([]string{trusting(root), "session", "buffers 512 512"}, once, once)...)
	if strings.Count(r.console, "mfln 1\n") != 2 || strings.Count(r.console, "available 512\n") != 2 {
		t.Errorf("the server was not made to keep to 512 bytes:\n%s", r.console)
	}
	count := func(c *recorded) (handshakes int) {
		types, _ := records(t, c.wire())
		for _, kind := range types {
			if kind == 22 {
				handshakes++
			}
		}
		return handshakes
	}
	if first, second := count(b.conn()), count(b.conn()); first != 3 || second != 2 {
		t.Errorf("the client sent %d handshake records, then %d; want 3, then 2 for a session resumed", first, second)
	}
}
