package harness

import (
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/boards/console"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/dns"
	"github.com/benchtrial/benchtrial/servers/pki"
	"github.com/benchtrial/benchtrial/servers/wire"
)

func TestRestartThatIsPromised(t *testing.T) {
	began := time.Unix(100, 0)
	offline := servers.Scenario{Air: servers.Absence{When: servers.BeforeConnecting}}
	for name, c := range map[string]struct {
		promised bool
		class    console.ResetClass
		sc       servers.Scenario
		attempts int
		gaveUp   bool
		after    time.Duration // wall time
		want     bool
	}{
		"after all attempts":      {true, console.ResetSoftware, servers.Scenario{}, 3, false, time.Second, true},
		"by its own words":        {true, console.ResetSoftware, servers.Scenario{}, 2, true, time.Second, true},
		"on the ESP8266":          {true, console.ResetExternal, servers.Scenario{}, 3, false, time.Second, true},
		"too early":               {true, console.ResetSoftware, servers.Scenario{}, 2, false, time.Second, false},
		"not promised":            {false, console.ResetSoftware, servers.Scenario{}, 3, true, time.Second, false},
		"by its watchdog":         {true, console.ResetWatchdog, servers.Scenario{}, 3, true, time.Second, false},
		"without a network":       {true, console.ResetSoftware, offline, 0, false, 2 * time.Second, true},
		"without a network, soon": {true, console.ResetSoftware, offline, 0, false, time.Second, false},
		"before it ever tried":    {true, console.ResetSoftware, servers.Scenario{}, 0, false, 2 * time.Second, false},
	} {
		fw := &config.Firmware{Retry: config.Retry{Attempts: 3, Restarts: c.promised}, WiFi: config.FirmwareWiFi{Wait: 20 * time.Second}}
		tr := &trial{fw: fw, scenario: c.sc, away: 10}
		boots := []console.Boot{{At: began}, {At: began.Add(c.after), Class: c.class}}
		if got := tr.restartIsPromised(boots, c.attempts, c.gaveUp); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestEvidenceEndsAtARestart(t *testing.T) {
	at := func(s int) time.Time { return time.Unix(int64(100+s), 0) }
	e := Evidence{
		Text:    []byte("one\ntwo\nets again\nthree\n"),
		Lines:   []console.Line{{Start: 50, Text: "one"}, {Start: 54, Text: "two"}, {Start: 58, Text: "ets again"}, {Start: 68, Text: "three"}},
		Boots:   []console.Boot{{Mark: 50, At: at(0)}, {Mark: 58, At: at(10)}},
		Conns:   []servers.Conn{{Attempt: 1, Opened: at(1)}, {Attempt: 2, Opened: at(11)}},
		Queries: []dns.Query{{At: at(1)}, {At: at(11)}},
	}
	got := e.untilRestart(50)
	if string(got.Text) != "one\ntwo\n" || len(got.Lines) != 2 || len(got.Boots) != 1 || len(got.Conns) != 1 || len(got.Queries) != 1 {
		t.Errorf("got %q, %d lines, %d boots, %d connections, %d queries", got.Text, len(got.Lines), len(got.Boots), len(got.Conns), len(got.Queries))
	}
	if whole := got.untilRestart(50); len(whole.Lines) != 2 {
		t.Errorf("without a restart: %d lines", len(whole.Lines))
	}
}

// What a library keeps open until it connects again is no shorter pause.
func TestRests(t *testing.T) {
	at := func(ms int) time.Time { return time.Unix(100, 0).Add(time.Duration(ms) * time.Millisecond) }
	failed := func(opened, closed int) servers.Conn {
		return servers.Conn{Opened: at(opened), Closed: at(closed), Segments: []wire.Segment{{At: at(opened + 20), FromClient: true}, {At: at(closed - 1), FromClient: true}}}
	}
	e := Evidence{Rate: 10, Conns: []servers.Conn{failed(0, 515), failed(516, 600), failed(1100, 1300)}}
	got := e.Rests()
	if len(got) != 2 || got[0] != 4960*time.Millisecond || got[1] != 5*time.Second {
		t.Errorf("got %v", got)
	}
}

func TestWordAtTheEndOfALine(t *testing.T) {
	e := Evidence{Lines: []console.Line{{At: time.Unix(100, 0), Text: "..... Done!"}}}
	if at, said := e.Said("Done!"); !said || !at.Equal(time.Unix(100, 0)) {
		t.Errorf("said %t at %v", said, at)
	}
}

func TestLongestGap(t *testing.T) {
	if got := longestGap([]servers.Conn{refusedConn(1), refusedConn(2), refusedConn(9)}); got != 6500*time.Millisecond {
		t.Errorf("got %v", got)
	}
	if got := longestGap([]servers.Conn{refusedConn(1)}); got != 0 {
		t.Errorf("a single attempt has a pause of %v", got)
	}
}

func TestDistrusts(t *testing.T) {
	for _, d := range Distrusts() {
		if d.Behave(d.Attempts).Chain.Name != pki.UntrustedRoot.Name || !d.Refuse || d.Doc == "" {
			t.Errorf("%s: whoever tries %d times meets a server that may be trusted", d.Name, d.Attempts)
		}
		if d.Clock != (d.Time.Silent) || d.Attempts == 1 && !d.Clock {
			t.Errorf("%s: nothing goes wrong before", d.Name)
		}
		if d.Names != nil && (d.Names(1).Code == 0 || d.Names(2).Code != 0) {
			t.Errorf("%s: the name server has to fail once", d.Name)
		}
	}
}
