package arduino

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"testing"
)

func TestWiFiJoinsAfterAWhile(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(*recorded) {})
	r := b.run(compile(t, "probe", FQBN))
	r.has(t, "at once 0, then 3, ip "+boardIP)
	r.has(t, "event 115\n")
}

// The bench's network takes any identity, and what the sketch said of itself is kept.
func TestWiFiEnterprise(t *testing.T) {
	t.Parallel()
	for _, fqbn := range []string{FQBN, FQBN2} {
		b := newBench(t, func(*recorded) {})
		r := b.run(compile(t, "probe", fqbn), "enterprise")
		for _, line := range []string{
			"set 0, dates 0\n" +
				"enterprise 1: identity me, user user, password secret, new newer, ca CA, certificate CRT, key KEY (PW), phase 2 3, dates 0\n" +
				"enterprise 0: identity , user , password , new , ca , certificate , key  (), phase 2 3, dates 0\n" +
				"refused 102 102 102 102 102, taken 0\n" +
				"begin 4\n",
			"joined 3\n",
			"enterprise 1: identity other, user user, password secret, new , ca CA, certificate CRT, key KEY (), phase 2 3, dates 0\n",
		} {
			r.has(t, line)
		}
	}
}

func TestNamesComeFromTheBenchOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(*recorded) {})
	r := b.run(compile(t, "probe", FQBN), "lookup "+host, "lookup alias.bench.test", "lookup localhost", "lookup 10.1.2.3", "lookup silent.bench.test")
	want := []string{
		"found 1 " + benchIP + ", more than 6 s: 0",
		"found 1 " + benchIP + ", more than 6 s: 0",
		"DNS Failed for 'localhost' with error '202'",
		"found 0 0.0.0.0, more than 6 s: 0",
		"found 1 10.1.2.3, more than 6 s: 0",
		"DNS Failed for 'silent.bench.test' with error '202'",
		"found 0 0.0.0.0, more than 6 s: 1",
	}
	rest := r.console
	for _, line := range want {
		_, after, found := strings.Cut(rest, line)
		if !found {
			t.Fatalf("the console lacks %q, in this order:\n%s", line, r.console)
		}
		rest = after
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for name, want := range map[string]int{host: 1, "alias.bench.test": 1, "localhost": 1, "silent.bench.test": 4} {
		if got := b.queries[name+". from "+boardIP]; got != want {
			t.Errorf("%s was asked for %d times from the board's address, want %d: %v", name, got, want, b.queries)
		}
	}
}

func TestNoNameServerNoNames(t *testing.T) {
	t.Parallel()
	r := run(t, compile(t, "probe", FQBN2), "wifi\nlookup localhost\nrestart\n", "BENCH_CLOCK_RATE=20")
	r.has(t, "[WiFiGeneric.cpp:")
	r.has(t, "hostByName(): DNS Failed for localhost\r\n")
	r.has(t, "found 0 0.0.0.0")
}

func TestPlainClient(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *recorded) {
		line, _ := bufio.NewReader(c).ReadString('\n')
		fmt.Fprintf(c, "you said %s", line)
	})
	r := b.run(compile(t, "probe", FQBN), "plain "+host+" PORT", "plainline hello", "plainend")
	r.has(t, "plain 1\n")
	r.has(t, "reply [you said hello\r]")
	r.has(t, "connected 0 read 0 after stop 0 -1")
	c := b.conn()
	if got := string(c.wire()); got != "hello\r\n" {
		t.Errorf("the server received %q", got)
	}
	if from, _, _ := net.SplitHostPort(c.RemoteAddr().String()); from != boardIP {
		t.Errorf("the connection came from %s, want the board's %s", from, boardIP)
	}
}

// What a sketch sends to the server's port for the web, in clear, comes to the bench, too.
func TestThePortOfTheWebLeadsToTheBench(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *recorded) { _, _ = bufio.NewReader(c).ReadString('\n') })
	r := b.runWith(compile(t, "probe", FQBN), []string{"BENCH_HTTP=" + net.JoinHostPort(benchIP, b.port())}, "plain "+host+" 80", "plainline hello", "plainend")
	r.has(t, "plain 1\n")
	if got := string(b.conn().wire()); got != "hello\r\n" {
		t.Errorf("the server received %q", got)
	}
}

func TestRefusedLooksLikeResetToTheChip(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(*recorded) {})
	b.listener.Close()
	r := b.run(compile(t, "probe", FQBN), "plain "+host+" PORT")
	r.has(t, `connect(): socket error on fd 48, errno: 104, "Connection reset by peer"`)
	r.has(t, "plain 0\n")
}

func TestWithoutWiFiNothingIsReached(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(*recorded) {})
	r := run(t, compile(t, "probe", FQBN), "plain "+benchIP+" "+b.port()+"\nrestart\n", b.env()...)
	r.has(t, `connect(): connect on fd 48, errno: 118, "Host is unreachable"`)
	if len(b.accepted) != 0 {
		t.Error("a board without Wi-Fi connected")
	}
}
