package probe

import (
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/boards/console"
	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/wire"
)

var contract = &config.Firmware{
	Name: "sketch", Retry: config.Retry{Attempts: 3},
	Console: config.Console{Connected: "Connected!", CannotConnect: "Can't connect", GaveUp: "Giving up.", Done: "Done!"},
}

// met is a judged trial made of console lines, one a second, and connections.
func met(end harness.End, lines []string, conns ...servers.Conn) *harness.Result {
	sc, _ := servers.Lookup("untrusted-root")
	e := harness.Evidence{Firmware: contract, Scenario: sc, Rate: 1, Stalled: 1, End: end, Conns: conns}
	for i, text := range lines {
		e.Lines = append(e.Lines, console.Line{At: time.Unix(int64(i), 5e8), Text: text})
	}
	return &harness.Result{Evidence: e, Judgement: harness.Judge(e)}
}

func conn(second int, how servers.End, alerts ...wire.Alert) servers.Conn {
	return servers.Conn{Attempt: second + 1, Opened: time.Unix(int64(second), 0), Closed: time.Unix(int64(second), 4e8), End: how, Alerts: alerts}
}

func letIn(second int, request string) servers.Conn {
	c := conn(second, servers.EOF)
	c.Handshake.Done = true
	c.Request, c.AppBytes = []byte(request), len(request)
	return c
}

func alert(code uint8) wire.Alert { return wire.Alert{Known: true, Level: 2, Code: code} }

func TestOutcome(t *testing.T) {
	cannot := []string{"Can't connect", "Giving up."}
	for name, c := range map[string]struct {
		trial *harness.Result
		want  Outcome
	}{
		"accepted": {met(harness.EndDone, []string{"Connected!", "Done!"}, letIn(0, "POST")), Accepted},
		"refused":  {met(harness.EndGaveUp, cannot, conn(0, servers.EOF)), Refused},
		"let in, and then stuck in the reply": {
			met(harness.EndStuck, []string{"Connected!"}, letIn(0, "POST")), Accepted},
		"kept out, and the firmware gave up without a word": {
			met(harness.EndQuiet, []string{"Can't connect"}, conn(0, servers.Reset)), Refused},
		"kept out, and the console says nothing at all": {
			met(harness.EndGaveUp, nil, conn(0, servers.EOF), conn(1, servers.EOF), conn(2, servers.EOF)), Refused},
		"the handshake hangs": {
			met(harness.EndStuck, nil, conn(0, servers.Timeout)), Hung},
		"the first is refused, the second hangs": {
			met(harness.EndStuck, []string{"Can't connect"}, conn(0, servers.EOF), conn(1, servers.Open)), Hung},
		"no attempt": {met(harness.EndQuiet, nil), Hung},
		"the console claims a success that the wire does not have": {
			met(harness.EndDone, []string{"Connected!", "Done!"}, conn(0, servers.EOF)), Unclear},
		"a handshake that the console calls a failure": {
			met(harness.EndGaveUp, cannot, letIn(0, "")), Unclear},
	} {
		if got := Measure(c.trial, "esp32").Outcome; got != c.want {
			t.Errorf("%s: %s (%s), want %s", name, got, c.trial.Reason, c.want)
		}
	}
	crashed := met(harness.EndCrashed, nil, conn(0, servers.EOF))
	crashed.Crashes = []console.Crash{{Reason: "Guru Meditation"}}
	crashed.Judgement = harness.Judge(crashed.Evidence)
	if got := Measure(crashed, "esp32").Outcome; got != Crashed {
		t.Errorf("a crash is told as %s", got)
	}
}

// What a scenario is about comes in its last attempts.
func TestNumberOfTheLastAttempt(t *testing.T) {
	m := Measure(met(harness.EndGaveUp,
		[]string{"Can't connect: (-80) reset", "Can't connect: (-9984) X509", "Giving up."},
		conn(0, servers.EOF, alert(10)), conn(1, servers.EOF, alert(48))), "esp32")
	if m.Code != -9984 || m.Alert != 48 || m.Console != "Can't connect: (-9984) X509" || m.Attempts != 2 {
		t.Errorf("%+v", m)
	}
}

// A number of an attempt that failed before says nothing of the one that succeeded.
func TestNumberAfterASuccess(t *testing.T) {
	m := Measure(met(harness.EndDone, []string{"Can't connect: (-9984) X509", "Connected!", "Done!"}, conn(0, servers.EOF, alert(42)), letIn(1, "POST")), "esp32")
	if m.Outcome != Accepted || m.Code != 0 || m.Console != "" {
		t.Errorf("%+v", m)
	}
	m = Measure(met(harness.EndDone, []string{"Can't connect", "Connected!", "read: (-29056) SSL", "stop: (-80) NET"}, conn(0, servers.EOF), letIn(1, "POST")), "esp32")
	if m.Code != -29056 {
		t.Errorf("the first number of the last connection is %d", m.Code)
	}
}

func TestAlerts(t *testing.T) {
	hidden := wire.Alert{Encrypted: true}
	warning := wire.Alert{Known: true, Level: 1, Code: 100}
	for name, c := range map[string]struct {
		conns  []servers.Conn
		code   int
		hidden bool
	}{
		"none":                       {[]servers.Conn{conn(0, servers.EOF)}, 0, false},
		"a warning is none":          {[]servers.Conn{conn(0, servers.EOF, warning)}, 0, false},
		"lost in the last attempt":   {[]servers.Conn{conn(0, servers.EOF, alert(48)), conn(1, servers.Reset)}, 48, false},
		"encrypted":                  {[]servers.Conn{conn(0, servers.EOF, hidden)}, 0, true},
		"encrypted, and then opened": {[]servers.Conn{conn(0, servers.EOF, alert(20)), conn(1, servers.EOF, hidden)}, 20, false},
	} {
		if code, unread := alertOf(c.conns); code != c.code || unread != c.hidden {
			t.Errorf("%s: %d, hidden %t", name, code, unread)
		}
	}
}

// A board cannot move the cursor of whoever reads its text.
func TestConsoleIsPrintable(t *testing.T) {
	m := Measure(met(harness.EndGaveUp, []string{"\x1b[2JCan't connect: (-9984)\x07\r"}, conn(0, servers.EOF)), "esp32")
	if m.Console != "[2JCan't connect: (-9984)" {
		t.Errorf("%q", m.Console)
	}
}

// A stack that takes a forged record for a good one leaves no other trace than the text.
func TestForgedText(t *testing.T) {
	r := met(harness.EndDone, []string{"Connected!", "reply: all is EVIL", "Done!"}, letIn(0, "POST"))
	if Measure(r, "esp32").Forged {
		t.Error("nothing was forged")
	}
	if r.Scenario.Forged = "EVIL"; !Measure(r, "esp32").Forged {
		t.Error("forged text is not seen")
	}
	if r.Scenario.Forged = "EVIL2"; Measure(r, "esp32").Forged {
		t.Error("other text is taken for the forged")
	}
}
