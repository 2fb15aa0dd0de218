package servers_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// lanes is how many meetings there are at a time: most of the time of one is a process that starts.
const lanes = 4

// Every server of the catalogue does to clients that everybody knows what it says of itself, and they do what they are
// documented to do.
func TestProgramsMeetTheCatalogue(t *testing.T) {
	authority, err := pki.New(pki.Options{})
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(t.TempDir(), "root.pem")
	if err := os.WriteFile(root, authority.RootPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, p := range []program{
		{name: "curl", http: true, late: true, meet: curl, unlike: slices.Concat(ofOpenSSL, ofHTTP, ofCurl)},
		{name: "s_client", meet: sClient, unlike: slices.Concat(ofOpenSSL, ofSClient)},
		{name: "wget", http: true, late: true, meet: wget, unlike: slices.Concat(ofGnuTLS, ofHTTP, ofWget)},
		{name: "python", http: true, meet: startPython(t, lanes).meet, unlike: slices.Concat(ofOpenSSL, ofHTTP, ofPython)},
	} {
		t.Run(p.name, func(t *testing.T) { p.meetAll(t, authority, root) })
	}
}

// meetAll has the program meet every server that it can meet.
func (p program) meetAll(t *testing.T, authority *pki.Authority, root string) {
	known := map[string]bool{}
	todo := make(chan servers.Scenario)
	var all sync.WaitGroup
	for n := range lanes {
		// An address for each, as another program may be given the port in the moment between two trials.
		addr := fmt.Sprintf("127.%d.%d.%d:0", 64+n, os.Getpid()>>8&0xff, os.Getpid()&0xff)
		server, err := servers.Listen(t.Context(), servers.Config{Addr: addr, PKI: authority, Rate: func() float64 { return 1000 }})
		if err != nil {
			t.Fatal(err)
		}
		defer server.Close()
		ip, port, _ := net.SplitHostPort(server.Addr())
		m := &meeting{program: p, server: server, place: place{ip: ip, port: port, root: root, home: t.TempDir()}}
		all.Go(func() {
			for sc := range todo {
				t.Run(sc.Name, func(t *testing.T) { m.judge(t, sc) })
			}
		})
	}
	for _, sc := range servers.Catalogue() {
		if known[sc.Name] = p.canMeet(sc); known[sc.Name] {
			todo <- sc
		}
	}
	close(todo)
	all.Wait()
	for _, u := range p.unlike {
		for name := range strings.FieldsSeq(u.names) {
			if !known[name] && (p.http || !strings.HasPrefix(name, "reply-")) {
				t.Errorf("something is said of %q, which is not met", name)
			}
		}
	}
}

// canMeet leaves out what is about a board's names, clock or Wi-Fi, what takes a service or a key of the firmware's own,
// other protocols, and servers that never come to an end. s_client takes any reply.
func (p program) canMeet(sc servers.Scenario) bool {
	switch {
	case sc.Protocol != "" && sc.Protocol != servers.ProtocolHTTP, sc.Vanished, sc.Drips, sc.Edge, sc.Names != nil,
		sc.Air.When != servers.NoMoment, sc.Group == servers.GroupTime, sc.Group == servers.GroupShared,
		sc.Group == servers.GroupReply && !p.http:
		return false
	}
	r := behaviourOf(sc, 1).Reply
	return !r.Endless && !r.Forever
}

func behaviourOf(sc servers.Scenario, attempt int) servers.Behaviour {
	if sc.Behave == nil {
		return servers.Behaviour{}
	}
	return sc.Behave(attempt)
}

// attempts is how many it takes until the server is what the scenario is about.
func attempts(sc servers.Scenario) int {
	switch sc.Name {
	case "untrusted-after-reset", "wrong.host-first", "captive-portal-first":
		return 3
	case "untrusted-after-session", "untrusted-after-ticket":
		return 2
	}
	return 1
}

// meeting is a program and the server that it meets.
type meeting struct {
	program
	server *servers.Server
	place  place
}

// judge plays a scenario and compares what came of it with what the catalogue says, or the list of what the program does
// otherwise.
func (m *meeting) judge(t *testing.T, sc servers.Scenario) {
	if err := m.server.Use(sc); err != nil { // which may take long, as it makes keys
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	told, seen, err := m.play(ctx, sc)
	if err != nil {
		t.Fatal(err)
	}
	last := servers.Conn{}
	if len(seen) > 0 {
		last = seen[len(seen)-1]
	}
	outcome := m.outcome(told, last)
	want, words := m.expects(sc)
	if want != "" && outcome != want {
		t.Errorf("it was %s, want %s; it said %q", outcome, want, told.words)
	}
	if !strings.Contains(told.words, words) {
		t.Errorf("it said %q, want %q in it", told.words, words)
	}
	if sc.Forged != "" && outcome == accepted && strings.Contains(told.body, sc.Forged) {
		t.Errorf("it took %q for the server's", sc.Forged)
	}
	m.compare(t, sc, outcome, seen)
}

// outcome is what came of a meeting, as the program has it.
func (m *meeting) outcome(told said, last servers.Conn) string {
	switch {
	case !told.secured:
		return keptOut
	case !told.whole || told.body != last.ReplyBody:
		return cutOff
	}
	return accepted
}

// play has the program meet the server as often as it takes, and tells what both saw of the last time.
func (m *meeting) play(ctx context.Context, sc servers.Scenario) (told said, seen []servers.Conn, err error) {
	for n := 1; n <= attempts(sc) && err == nil; n++ {
		watch, stop := context.WithCancel(ctx)
		left := make(chan []servers.Conn, 1)
		go func() { left <- m.hangUp(watch, sc, n) }()
		told, err = m.meet(ctx, m.place)
		stop()
		seen = <-left
	}
	if err != nil || seen != nil {
		return told, seen, err
	}
	err = m.await(ctx, m.server.Idle)
	return told, m.server.Seen(), err
}

// hangUp ends the trial when the server has fallen silent for good, as a program's own patience is longer than a test's,
// and tells what was seen until then.
func (m *meeting) hangUp(ctx context.Context, sc servers.Scenario, attempt int) (seen []servers.Conn) {
	silent := func() bool {
		seen = m.server.Seen()
		return len(seen) >= attempt && fallenSilent(sc, seen[attempt-1])
	}
	if m.await(ctx, silent) != nil {
		return nil
	}
	if err := m.server.Use(servers.Scenario{Name: "hung-up", Closed: true}); err != nil {
		return nil
	}
	return seen
}

// fallenSilent tells that the server has done the last thing that it does before it waits for ever.
func fallenSilent(sc servers.Scenario, c servers.Conn) bool {
	switch {
	case c.Network == servers.Stall:
		return c.Hello != nil
	case behaviourOf(sc, c.Attempt).Reply.Never:
		return c.Complete
	}
	if !sc.Fails && !sc.Refuse && !c.Handshake.Done {
		return false
	}
	return len(c.Faults) > 0 && (sc.Silent || sc.Name == "ssh-on-tls-port")
}

// await waits for what the server comes to.
func (m *meeting) await(ctx context.Context, ok func() bool) error {
	for {
		changed := m.server.Changed()
		if ok() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// compare looks at what the server saw.
func (m *meeting) compare(t *testing.T, sc servers.Scenario, outcome string, seen []servers.Conn) {
	t.Helper()
	if sc.Closed {
		if len(seen) > 0 {
			t.Errorf("%d connections to a closed port", len(seen))
		}
		return
	}
	if len(seen) != attempts(sc) {
		t.Fatalf("%d connections in %d attempts", len(seen), attempts(sc))
	}
	for _, c := range seen {
		// A program that has counted the reply's bytes may end before the server says its last word.
		last := m.http && sc.Name == "close-notify-dropped"
		if script := behaviourOf(sc, c.Attempt).Wire.Script; len(script) > 0 && len(c.Faults) == 0 && !last {
			t.Errorf("no step of %v struck: %s", script, c.Summary())
		}
	}
	switch last := seen[len(seen)-1]; {
	case outcome == keptOut && (last.AppBytes > 0 || len(last.Request) > 0 || last.Handshake.Done && !m.late):
		t.Errorf("it says that it was kept out, seen %s", last.Summary())
	case outcome != keptOut && !last.Handshake.Done:
		t.Errorf("it says that the handshake was done, seen %s", last.Summary())
	}
}
