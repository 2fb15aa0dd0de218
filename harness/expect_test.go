package harness

import (
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
)

func lookup(t *testing.T, name string) servers.Scenario {
	t.Helper()
	sc, ok := servers.Lookup(name)
	if !ok {
		t.Fatalf("there is no scenario %q", name)
	}
	return sc
}

// What is expected of one and the same server depends on the stack, on what is pinned and on the board.
func TestExpect(t *testing.T) {
	esp32, esp8266 := config.Board{Chip: "esp32"}, config.Board{Chip: "esp8266"}
	simulated := config.Board{Chip: "esp32", Simulated: true}
	root := &config.Firmware{Chips: []string{"esp32", "esp8266"}, Stack: profile.ESP32v3, Trust: config.TrustCA}
	intermediate := &config.Firmware{Chips: []string{"esp32"}, Stack: profile.ESP32v3, Trust: config.TrustCA, Pin: config.PinIntermediate}
	fingerprint := &config.Firmware{Chips: []string{"esp8266"}, Stack: profile.ESP8266, Trust: config.TrustFingerprint}
	bundle := &config.Firmware{Chips: []string{"esp32"}, Stack: profile.ESP32v3, Trust: config.TrustBundle}
	shared := &config.Firmware{Chips: []string{"esp32"}, Stack: profile.ESP32v3, Trust: config.TrustPSK}
	protocol := &config.Firmware{Chips: []string{"esp32"}, Stack: profile.ESP32v3, Trust: config.TrustCA, ALPN: []string{"mqtt"}}
	for _, c := range []struct {
		scenario string
		fw       *config.Firmware
		board    config.Board
		outcome  profile.Outcome
		basis    profile.Basis
	}{
		{"wrong.host", root, esp32, profile.Refuse, profile.Promised},
		{"expired", root, esp32, profile.Accept, profile.Known},
		{"expired", root, esp8266, profile.Refuse, profile.Known},
		{"incomplete-chain", root, esp32, profile.Refuse, profile.Promised},
		{"incomplete-chain", intermediate, esp32, profile.Accept, profile.Known},
		{"renewed-intermediate", root, esp32, profile.Accept, profile.Known},
		{"renewed-intermediate", intermediate, esp32, profile.Refuse, profile.Promised}, // only what it has signed itself is trusted
		{"renewed-intermediate-same-key", intermediate, esp32, profile.Accept, profile.Known},
		{"renewed-leaf-new-key", fingerprint, esp8266, profile.Refuse, profile.Promised},
		{"record-version-2", root, esp32, profile.Accept, profile.Known},
		{"record-version-2", root, simulated, profile.Refuse, profile.Known}, // a difference of the simulation
		{"record-version-2", bundle, esp32, profile.Accept, profile.Known},
		{"record-version-2", bundle, simulated, profile.Refuse, profile.Known}, // of its library, whatever is trusted
		{"other-bundled-root", bundle, simulated, profile.Accept, profile.Promised},
		{"other-bundled-root", root, simulated, profile.Refuse, profile.Promised},
		{"root-cross-signed", bundle, simulated, profile.Refuse, profile.Known},
		{"root-cross-signed", root, simulated, profile.Accept, profile.Known},
		{"psk-impostor", shared, simulated, profile.Refuse, profile.Promised},
		{noProtocol, protocol, simulated, profile.Refuse, profile.Promised},
		{noProtocol, root, simulated, profile.Accept, profile.Known},
		{"psk", shared, simulated, profile.Accept, profile.Promised},
		{"psk-wrong", shared, simulated, profile.Refuse, profile.Promised},
		{"wildcard", shared, simulated, profile.Refuse, profile.Promised}, // no certificate is a key
	} {
		e, ok := Expect(c.fw, c.board, lookup(t, c.scenario))
		if !ok || e.Outcome != c.outcome || e.Basis != c.basis {
			t.Errorf("%s on %s (simulated: %t), pin %q, trust %s: got %s %s, %t", c.scenario, c.board.Chip, c.board.Simulated, c.fw.Pin, c.fw.Trust, e.Outcome, e.Basis, ok)
		}
	}
}

// Of a WebSocket's connection the request is what asks for the upgrade; what follows are frames.
func TestRequestsOfAWebSocket(t *testing.T) {
	const head = "GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"
	at := time.Unix(100, 0)
	e := Evidence{Conns: []servers.Conn{{
		Protocol: servers.ProtocolWebSocket, Request: []byte(head + "\x81\x80\x01\x02\x03\x04"), Extra: 6,
		Arrivals: []servers.Arrival{{At: at, Len: 10}, {At: at.Add(time.Second), Len: len(head) - 10}, {At: at.Add(time.Minute), Len: 6}},
	}, {}}}
	got := e.Requests()
	if len(got) != 1 || string(got[0].Request) != head || !got[0].Complete || got[0].Extra != 0 || !got[0].CompleteAt.Equal(at.Add(time.Second)) {
		t.Errorf("got %+v", got)
	}
	if n := e.AppBytes(); n != len(head)+6 {
		t.Errorf("the frames are application data too: got %d bytes", n)
	}
}

func TestStatusOf(t *testing.T) {
	for sent, want := range map[string]int{
		"HTTP/1.1 204 No Content\r\n\r\n": 204, "HTTP/1.0 403": 403, "HTTP/2 200\r\n": 0, "garbage": 0, "": 0, "HTTP/1.1 abc\r\n": 0,
	} {
		if got := StatusOf(servers.Conn{Sent: []byte(sent)}); got != want {
			t.Errorf("%q: got %d, want %d", sent, got, want)
		}
	}
}

// A firmware that is to try for ever may end a trial in the middle, and may never fall silent.
func TestJudgeEndless(t *testing.T) {
	fw := &config.Firmware{Retry: config.Retry{Endless: true}, Console: config.Console{Connected: "open"}}
	e := Evidence{Firmware: fw, Conns: []servers.Conn{{Attempt: 1}, {Attempt: 2}}, End: EndEnough}
	if j := Judge(e); j.Verdict != reports.Refused {
		t.Errorf("it goes on trying: got %s, %s", j.Verdict, j.Reason)
	}
	e.End = EndQuiet
	if j := Judge(e); j.Verdict != reports.Hung {
		t.Errorf("it fell silent: got %s, %s", j.Verdict, j.Reason)
	}
}
