package reports

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
)

func page(t *testing.T, run *Run) string {
	t.Helper()
	var out bytes.Buffer
	if err := WritePage(&out, run); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// The page carries all it needs, and its policy names exactly what it carries.
func TestPageStandsAlone(t *testing.T) {
	for name := range runs {
		text := page(t, Fold(recorded(t, name)))
		scripts := regexp.MustCompile(`(?s)<script[^>]*>(.*?)</script>`).FindAllStringSubmatch(text, -1)
		styles := regexp.MustCompile(`(?s)<style[^>]*>(.*?)</style>`).FindAllStringSubmatch(text, -1)
		if len(scripts) != 1 || len(styles) != 1 {
			t.Fatalf("%s: %d scripts, %d styles", name, len(scripts), len(styles))
		}
		for _, want := range []string{"script-src " + sourceHash(scripts[0][1]), "style-src " + sourceHash(styles[0][1]), "default-src &#39;none&#39;"} {
			if !strings.Contains(text, strings.ReplaceAll(strings.ReplaceAll(want, "'", "&#39;"), "+", "&#43;")) {
				t.Errorf("%s: the policy has no %s", name, want)
			}
		}
		for _, never := range []string{" style=", "<link", "<img", "<iframe", "javascript:", "http:", "https:", "blob:", "ZgotmplZ"} {
			if strings.Contains(strings.ReplaceAll(text, scripts[0][1], ""), never) {
				t.Errorf("%s: holds %q", name, never)
			}
		}
		if strings.ContainsFunc(text, func(r rune) bool { return r < 0x20 && r != '\n' && r != '\t' }) {
			t.Errorf("%s: holds control codes", name)
		}
	}
}

func TestPageSaysTheVerdictFirst(t *testing.T) {
	for name, want := range map[string]string{
		"passing": "✓ passed: 4 specs", "failing": "✗ failed: 2 of 8 specs", "bench-broken": "! bench broken (exit code 4)", "interrupted": "! interrupted (exit code 130)",
	} {
		text := page(t, Fold(recorded(t, name)))
		if !strings.Contains(text, "<title>"+want) || !strings.Contains(text, "<h1>"+want+"</h1>") {
			t.Errorf("%s: title or heading is not %q", name, want)
		}
	}
}

// Every cell of the matrix is filled and leads to its evidence, and every link within the page has a target.
func TestPageLeadsToTheEvidence(t *testing.T) {
	for name := range runs {
		text := page(t, Fold(recorded(t, name)))
		for _, link := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(text, -1) {
			if !strings.Contains(text, `id="`+link[1]+`"`) {
				t.Errorf("%s: the link to %s leads nowhere", name, link[1])
			}
		}
		if strings.Contains(text, "<td></td>") && name != "lane-lost" && name != "interrupted" && name != "bench-broken" {
			t.Errorf("%s: a cell is empty", name)
		}
	}
	text := page(t, Fold(recorded(t, "failing")))
	for _, want := range []string{
		`<td class="bad"><a href="#trial-6">✗ accepted</a></td>`,
		`<details id="trial-6" class="trial bad" open>`,
		`<details id="trial-1" class="trial good">`,
		"<dd>accepted, to be refused</dd>",
		`data-copy="make hil BENCH=lab/bench.yaml BOARD=esp32-b`,
		"the firmware does not check the name in the certificate",
		`<tr class="net"><td>&#43;0.107s</td><td>&#43;2.140s</td><td>server</td><td>#1 request
POST /oauth/token HTTP/1.0`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("has no %s", want)
		}
	}
}

func TestTimelineOrdersBothWitnesses(t *testing.T) {
	at := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	ms := func(n int) time.Time { return at.Add(time.Duration(n) * time.Millisecond) }
	trial := &Trial{Began: at, Events: []Event{
		{At: ms(10), Kind: ConsoleBytes, Bytes: []byte("be")},
		{At: ms(20), Kind: AlertSeen, Source: "server", Attempt: 1, Text: "bad_certificate(42)"},
		{At: ms(30), Kind: ConsoleBytes, Bytes: []byte("gun\r\nsecond\r\n\r\nlast")},
		{At: ms(25), Kind: ConnClosed, Source: "server", Attempt: 1},
	}}
	var got []string
	for _, row := range timeline(trial, 20, 100) {
		got = append(got, row.Time+" "+row.BoardTime+" "+row.Class+" "+row.Text)
	}
	want := []string{
		"+0.010s +0.200s console begun",
		"+0.020s +0.400s net alarm #1 alert bad_certificate(42)",
		"+0.025s +0.500s net #1 closed",
		"+0.030s +0.600s console second",
		"+0.030s +0.600s console last",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTimelineOfAFlood(t *testing.T) {
	var rows []pageLine
	for n := range 10_000 {
		row := pageLine{at: time.Unix(int64(n), 0), Class: "console", Text: fmt.Sprintf("line %d", n)}
		if n == 5000 {
			row.Class, row.Text = "net alarm", "the alert"
		}
		rows = append(rows, row)
	}
	thin := thinned(rows, 1000)
	if len(thin) > 1002 {
		t.Errorf("%d rows are left", len(thin))
	}
	var text []string
	for _, row := range thin {
		text = append(text, row.Text)
	}
	all := strings.Join(text, "\n")
	for _, want := range []string{"line 0\n", "line 4999\nthe alert\nline 5001", "rows left out here", "line 9999"} {
		if !strings.Contains(all, want) {
			t.Errorf("has no %q", want)
		}
	}
	if got := thinned(rows[:1000], 1000); len(got) != 1000 {
		t.Errorf("rows within the limit: %d are left", len(got))
	}
}

func TestFirstErrorOfAConsole(t *testing.T) {
	for console, want := range map[string]string{
		"ok\r\n\x1b[0;31mE (431) esp-tls: failed\x1b[0m\r\nE (2) b\r\n": "E (431) esp-tls: failed",
		"ok\r\n[   123][E][ssl_client.cpp:37] x\r\n":                    "[ 123][E][ssl_client.cpp:37] x",
		"[E][ssl_client.cpp:37] x\r\n":                                  "[E][ssl_client.cpp:37] x",
		"Guru Meditation Error: Core  1 panic'ed\r\n":                   "Guru Meditation Error: Core 1 panic'ed",
		"all is well\r\n": "",
	} {
		trial := &Trial{Events: []Event{{Kind: ConsoleBytes, Bytes: []byte(console)}}}
		if got := firstError(trial); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// The head of the page says which run it is.
func TestPageNamesItsRun(t *testing.T) {
	text := page(t, Fold(recorded(t, "failing")))
	if want := `<p class="dim">2026-11-21 23:36:05 UTC · bench lab · token_post</p>`; !strings.Contains(text, want) {
		t.Errorf("has no %s:\n%s", want, text[strings.Index(text, "<header"):strings.Index(text, "</header>")])
	}
}

// A colour belongs to what it stands with, not to all that is below it: a spec that passed is green within a failed trial.
func TestColourOfAStateDoesNotReachDown(t *testing.T) {
	if reach := regexp.MustCompile(`\.(good|bad|bench|warn) \.state`).FindString(pageCSS); reach != "" {
		t.Errorf("%q colours the states of everything below", reach)
	}
	text := page(t, Fold(recorded(t, "failing")))
	_, trial, _ := strings.Cut(text, `<details id="trial-4" class="trial bad" open>`)
	trial, _, _ = strings.Cut(trial, "</details>")
	if !strings.Contains(trial, `<li class="good"><span class="state">✓ passed</span>`) {
		t.Error("no spec that passed stands in the failed trial, so this proves nothing")
	}
	if !strings.Contains(pageCSS, ".matrix td, .matrix thead th { white-space: nowrap; }") {
		t.Error("verdicts wrap in a narrow window")
	}
}

// A failed handshake is only alarming where it ought not to be.
func TestExpectedRefusalIsNoAlarm(t *testing.T) {
	for _, c := range []struct {
		end  TrialEnd
		kind Kind
		want string
	}{
		{TrialEnd{Verdict: Refused, Wanted: Refused}, AlertSeen, "net"},
		{TrialEnd{Verdict: Refused, Wanted: Refused}, HandshakeFailed, "net"},
		{TrialEnd{Verdict: Crashed, Wanted: Refused}, AlertSeen, "net"},
		{TrialEnd{Verdict: Accepted, Wanted: Accepted}, HandshakeFailed, "net"}, // it recovered
		{TrialEnd{Verdict: Refused, Wanted: Accepted}, AlertSeen, "net alarm"},
		{TrialEnd{Verdict: Refused, Wanted: Refused}, CrashSeen, "bench alarm"},
	} {
		trial := &Trial{TrialEnd: c.end, Ended: time.Unix(1, 0)}
		if got := trial.rowOf(Event{Kind: c.kind}).Class; got != c.want {
			t.Errorf("%v, to be %v, %s: got %q, want %q", c.end.Verdict, c.end.Wanted, c.kind, got, c.want)
		}
	}
}

// What is empty is left out: a run that was stopped while it built has no specs, and one stopped before its first trial has
// no verdicts.
func TestPageWithoutEmptyTables(t *testing.T) {
	building := page(t, Fold([]Event{
		{At: planned, Kind: BuildBegan, Firmware: "fw", Data: Pack(Building{Chip: "esp32"})},
		{At: planned, Kind: SignalCaught, Text: "SIGTERM"},
		{At: planned, Kind: BuildDone, Firmware: "fw", Data: Pack(Building{Chip: "esp32", Error: "stopped by SIGTERM"})},
	}))
	begun := page(t, Fold(append(planOf(3), Event{At: planned, Kind: TrialBegan, Lane: "a", Firmware: "fw", Scenario: "s0", Text: "doc"}, Event{At: planned, Kind: SignalCaught, Text: "SIGTERM"})))
	before := page(t, Fold(append(planOf(3), Event{At: planned, Kind: SignalCaught, Text: "SIGTERM"})))
	for name, c := range map[string]struct {
		text, never, want string
	}{
		"while it built":         {building, `id="specs"`, "<td>esp32, not built</td>"},
		"before the first trial": {before, `class="matrix"`, `id="specs"`},
		"in a trial":             {begun, `class="timeline"`, `class="matrix"`},
	} {
		if strings.Contains(c.text, c.never) || !strings.Contains(c.text, c.want) || regexp.MustCompile(`<tbody>\s*</tbody>`).MatchString(c.text) {
			t.Errorf("%s: has %s, or an empty table, or no %s", name, c.never, c.want)
		}
	}
}

func TestSentenceOfATrialNamesTheBody(t *testing.T) {
	for _, trial := range []*Trial{
		{Scenario: "valid+64-kib", Doc: "A good server."},
		{Scenario: "valid", TrialEnd: TrialEnd{}, Key: "valid+64-kib", Doc: "A good server."},
	} {
		if got := trial.sentence(); got != "A good server. The body of the request: 64-kib." {
			t.Errorf("got %q", got)
		}
	}
	if got := (&Trial{Scenario: "valid", Doc: "A good server."}).sentence(); got != "A good server." {
		t.Errorf("got %q", got)
	}
}
