package arduino

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// esp32Boards are those that have the ESP32's own libraries.
var esp32Boards = []string{FQBN, FQBN2}

// onEachESP32 runs the test for each of them, with the probe of those libraries.
func onEachESP32(t *testing.T, test func(t *testing.T, fqbn, elf string)) {
	t.Helper()
	for _, fqbn := range esp32Boards {
		t.Run(fqbn, func(t *testing.T) {
			t.Parallel()
			test(t, fqbn, compile(t, "http_probe", fqbn))
		})
	}
}

// printed is what the probe printed, without log lines and line ends of its own.
func printed(r result) string {
	var kept strings.Builder
	for line := range strings.Lines(r.console) {
		if !strings.HasPrefix(line, "[") {
			kept.WriteString(strings.TrimRight(line, "\r\n") + "\n")
		}
	}
	return kept.String()
}

func TestPreferences(t *testing.T) {
	t.Parallel()
	onEachESP32(t, func(t *testing.T, fqbn, elf string) {
		const want = `absent 0
closed 0
begin 1
twice 0
int 4
long 8
bool 1
double 8
int -7
long 1099511627776
bool 1
double [2.50]
wrong type 42
none -1
type 1
no type 1
read-only put 0
read-only remove 0
read-only clear 0
put 5
text [hello]
other [other]
too small 0
length 2
replaced [x]
remove 1
again 0
key 0
clear 1
key 0
name of 16 0
name of 15 1
key of 16 0
key of 15 4
large 0
small 33
entries 3
`
		if got := printed(run(t, elf, "preferences\nrestart\n")); got != want {
			t.Errorf("the sketch saw\n%s, want\n%s", got, want)
		}
	})
}

func TestEEPROM(t *testing.T) {
	t.Parallel()
	onEachESP32(t, func(t *testing.T, fqbn, elf string) {
		const want = `begin 5000 0
begin 64 1
length 64
erased 255
outside 0
text 5
text outside 0
int 4
commit 1
closed 0
commit closed 0
id 7
name [abc]
text [hello]
int -5
no text []
same name 5
other name 255
`
		if got := printed(run(t, elf, "eeprom\nrestart\n")); got != want {
			t.Errorf("the sketch saw\n%s, want\n%s", got, want)
		}
	})
}

func TestHashAndBase64(t *testing.T) {
	t.Parallel()
	onEachESP32(t, func(t *testing.T, fqbn, elf string) {
		// RFC 3174's SHA-1 of "abc", and RFC 4648's examples.
		const want = "sha qZk+NkcGgWq6PiVxeFDCbJzQ2J0= 28 of 28\nback 20, same 1\n= f=Zg== fo=Zm8= foo=Zm9v foob=Zm9vYg== random 1\n"
		if got := printed(run(t, elf, "hash\nrestart\n")); got != want {
			t.Errorf("the sketch saw\n%s, want\n%s", got, want)
		}
	})
}

func TestWiFiMulti(t *testing.T) {
	t.Parallel()
	onEachESP32(t, func(t *testing.T, fqbn, elf string) {
		r := newBench(t, drainConn).run(elf, "multi")
		if got := printed(r); got != "wifi 1\nnone 1\nbench 1\nopen 1\nnameless 0\njoined 1 bench\nagain 1\n" {
			t.Errorf("the sketch saw\n%s", got)
		}
	})
}

// With STARTTLS both sides talk in the clear first.
func TestStartTLS(t *testing.T) {
	t.Parallel()
	root := newCA(t, nil, "Bench Root")
	config := serving(newLeaf(t, root, nil))
	b := newBench(t, func(c *recorded) {
		line, _ := bufio.NewReaderSize(io.LimitReader(c, 9), 16).ReadString('\n')
		fmt.Fprintf(c, "go, %s", line)
		s := tls.Server(c, config)
		if s.Handshake() == nil {
			line, _ := bufio.NewReader(s).ReadString('\n')
			fmt.Fprintf(s, "safe, %s", line)
			drain(s)
		}
	})
	r := b.run(compile(t, "http_probe", FQBN), block("clientca", certPEM(root)), "plainstart", "connect "+host+" PORT", "say starttls", "hear",
		"startTLS", "say secret", "hear", "peer", "stop")
	r.has(t, "connect 1 error 48\nsaid 9\nheard [go, starttls]\r\nplain 1 TLS 1 plain 0\nsaid 7\nheard [safe, secret]\r\npeer [CN="+host+"] 1\n")
	if wire := string(b.conn().wire()); !strings.HasPrefix(wire, "starttls\n\x16\x03") || strings.Contains(wire, "secret") {
		t.Errorf("the client did not start TLS after its first line: %.20q", wire)
	}
}

func TestTrustOnFirstUse(t *testing.T) {
	t.Parallel()
	onEachESP32(t, func(t *testing.T, fqbn, elf string) {
		root := newCA(t, nil, "Bench Root")
		leaves := make(chan *identity, 3)
		first := newLeaf(t, root, nil)
		for _, leaf := range []*identity{first, first, newLeaf(t, root, nil)} {
			leaves <- leaf
		}
		b := newBench(t, func(c *recorded) { serveTLS(serving(<-leaves), func(s *tls.Conn) { drain(s) })(c) })
		meet := []string{"connect " + host + " PORT", "trustfirst", "stop"}
		r := b.run(elf, append(append(append([]string{"insecure"}, meet...), meet...), meet...)...)
		if got := printed(r); !strings.HasSuffix(got, "first, kept 32\nconnect 1 error 48\nknown\nconnect 1 error 48\nanother\n") {
			t.Errorf("the sketch saw\n%s", got)
		}
	})
}

// Go has no pre-shared keys: OpenSSL's server stands in.
func TestPreSharedKey(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("openssl is missing: apt-get install openssl")
	}
	for _, c := range []struct{ fqbn, key, want string }{
		{FQBN, "0011aaff", "connect 1 error 48\nsaid 6\n"},
		// 3.x returns before the handshake: the first write fails.
		{FQBN, "0011aafe", "connect 1 error 48\nsaid 0\n"},
		{FQBN2, "0011aaff", "connect 1 error 48\nsaid 6\n"},
		{FQBN2, "0011aafe", "connect 0 error -30592\nsaid 0\n"},
	} {
		t.Run(c.fqbn+" "+c.key, func(t *testing.T) {
			t.Parallel()
			port, heard := servePSK(t, "0011aaff")
			b := newBench(t, drainConn)
			r := run(t, compile(t, "http_probe", c.fqbn),
				strings.Join([]string{"wifi", "psk " + c.key, "connect " + host + " " + port, "say hello", "stop", "restart", ""}, "\n"), b.env()...)
			if got := printed(r); !strings.HasSuffix(got, c.want) {
				t.Errorf("the sketch saw\n%s, want\n%s", got, c.want)
			}
			if said := heard(); strings.Contains(said, "hello") != strings.HasSuffix(c.want, "said 6\n") {
				t.Errorf("the server heard %q", said)
			}
		})
	}
}

// servePSK starts OpenSSL's server for one connection; heard waits for its end and returns what it printed.
func servePSK(t *testing.T, key string) (port string, heard func() string) {
	t.Helper()
	// The port is asked for by the server and told on its first lines.
	cmd := exec.Command("openssl", "s_server", "-accept", benchIP+":0", "-naccept", "1", "-nocert", "-tls1_2", "-cipher", "PSK",
		"-psk_identity", "bench", "-psk", key)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		cmd.Process.Kill()
		cmd.Wait()
	})
	lines := bufio.NewReader(out)
	for port == "" {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("reading OpenSSL's port: %v after %q", err, line)
		}
		if address, found := strings.CutPrefix(strings.TrimSpace(line), "ACCEPT "); found {
			port = address[strings.LastIndex(address, ":")+1:]
		}
	}
	return port, func() string {
		rest, _ := io.ReadAll(lines)
		return string(rest)
	}
}
