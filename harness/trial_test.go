package harness_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/boards"
	"github.com/benchtrial/benchtrial/boards/boardtest"
	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
)

// matcher is what a test uses of a Gomega matcher.
type matcher interface {
	Match(actual any) (bool, error)
	FailureMessage(actual any) string
}

// sketch is a firmware made of Go that does what token_post does. Its fields are the faults that it can have.
type sketch struct {
	bench *harness.TestBench

	insecure   bool
	attempts   int
	spacing    time.Duration // wall clock
	head       string
	afterBody  string
	forEver    bool // waits for the reply without a limit
	firstPiece bool // prints only what the first read gives
}

func (s *sketch) run(ctx context.Context, u *boardtest.UART) {
	for attempt := 1; attempt <= s.attempts && ctx.Err() == nil; attempt++ {
		conn, err := s.connect(ctx)
		if err == nil {
			// A chip in reset has no connection; else a reset would wait for a read that nobody ends.
			off := context.AfterFunc(ctx, func() { conn.Close() })
			defer off()
			u.Say("Connected!\r\n")
			s.post(u, conn)
			conn.Close()
			u.Say("Done!\r\n")
			return
		}
		u.Sayf("Can't connect: %v\r\n", err)
		if attempt < s.attempts {
			pause(ctx, s.spacing)
		}
	}
	u.Say("Giving up.\r\n")
}

func (s *sketch) connect(ctx context.Context) (net.Conn, error) {
	resolver := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, s.bench.DNS)
	}}
	if _, err := resolver.LookupNetIP(ctx, "ip4", s.bench.PKI.Host()); err != nil {
		return nil, err
	}
	dialer := tls.Dialer{Config: &tls.Config{
		RootCAs: s.bench.PKI.RootPool(), ServerName: s.bench.PKI.Host(), InsecureSkipVerify: s.insecure, MaxVersion: tls.VersionTLS12,
	}}
	ctx, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
	defer cancel()
	return dialer.DialContext(ctx, "tcp", s.bench.Server)
}

func (s *sketch) post(u *boardtest.UART, conn net.Conn) {
	fmt.Fprintf(conn, s.head, s.bench.PKI.Host(), 2)
	io.WriteString(conn, "{}"+s.afterBody)
	if !s.forEver {
		conn.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
	}
	block := make([]byte, 1<<16)
	for {
		n, err := conn.Read(block)
		u.Say(string(block[:n]))
		if err != nil || s.firstPiece {
			return
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// sound is the sketch without a fault; fault puts one in.
func sound(b *harness.TestBench, fault func(*sketch)) *sketch {
	s := &sketch{bench: b, attempts: 3, spacing: 20 * time.Millisecond,
		head: "POST /token HTTP/1.0\r\nHost: %s\r\nContent-Length: %d\r\n\r\n"}
	if fault != nil {
		fault(s)
	}
	return s
}

// promises is the sketch's contract, in the time of a board whose clock is fifty times as fast as the wall's.
var promises = config.Firmware{
	Name: "sketch", Trust: config.TrustCA,
	Request:  config.Request{Method: "POST", Target: "/token", Version: "HTTP/1.0", Body: config.Body{Kind: config.BodyJSON}},
	Retry:    config.Retry{Attempts: 3, Spacing: time.Second, Handshake: 10 * time.Second},
	Response: config.Response{FirstByte: 10 * time.Second, Whole: 10 * time.Second, Printed: true},
	Console:  config.Console{Connected: "Connected!", CannotConnect: "Can't connect", GaveUp: "Giving up.", Done: "Done!"},
}

// try lets a firmware meet a scenario.
func try(t *testing.T, scenario string, firmware func(*harness.TestBench) boardtest.Firmware) (*harness.Result, *bytes.Buffer, error) {
	t.Helper()
	var events bytes.Buffer
	fake := boardtest.New(boardtest.Config{})
	t.Cleanup(func() { _ = fake.Close() })
	b := harness.NewTestBench(t, fake.Open, reports.NewLog(&events))
	fake.Load(firmware(b))
	sc, ok := servers.Lookup(scenario)
	if !ok {
		t.Fatalf("no scenario %q", scenario)
	}
	r, err := b.Try(t.Context(), &harness.LaneFirmware{Firmware: promises}, sc, harness.BodyDefault)
	return r, &events, err
}

func faulty(fault func(*sketch)) func(*harness.TestBench) boardtest.Firmware {
	return func(b *harness.TestBench) boardtest.Firmware { return sound(b, fault).run }
}

func does(fw boardtest.Firmware) func(*harness.TestBench) boardtest.Firmware {
	return func(*harness.TestBench) boardtest.Firmware { return fw }
}

func TestSoundFirmwareKeepsItsPromises(t *testing.T) {
	for scenario, promised := range map[string][]matcher{
		"valid": {match.BeAccepted(), match.HaveVerdict(reports.Accepted), match.SendRequestLine(promises.Request), match.SendEachHeaderOnce(),
			match.FrameWithCRLF(), match.CountItsBody(), match.SendNothingAfterTheBody(), match.SendBody([]byte("{}")), match.SendBodyAs(promises.Request.Body), match.FinishNormally()},
		"untrusted-root":     {match.RefuseTheServer(), match.BailOutAfter(3), match.KeepSilentAfterwards()},
		"wrong.host":         {match.RefuseTheServer()},
		"connection-refused": {match.BailOutAfter(3), match.KeepSilentAfterwards()},
		"connection-reset":   {match.BailOutAfter(3), match.SpaceAttempts(time.Second), match.KeepSilentAfterwards()},
		"handshake-stalled":  {match.BailOutAfter(3), match.AbandonHandshakesAfter(10 * time.Second)},
		"recovers-at-3":      {match.PostOnceAt(3)},
		"reply-in-pieces":    {match.PrintTheReply()},
		"reply-never":        {match.GiveUpTheReplyAfter(10 * time.Second)},
	} {
		t.Run(scenario, func(t *testing.T) {
			r, _, err := try(t, scenario, faulty(nil))
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range promised {
				if ok, err := m.Match(r); !ok || err != nil {
					t.Errorf("%v %s", err, m.FailureMessage(r))
				}
			}
		})
	}
}

// Each firmware has a fault, and the promise that it breaks must say so in these words.
func TestFaultsAreNamed(t *testing.T) {
	for name, test := range map[string]struct {
		scenario string
		firmware func(*harness.TestBench) boardtest.Firmware
		promise  matcher
		says     string
	}{
		"insecure":         {"untrusted-root", faulty(func(s *sketch) { s.insecure = true }), match.RefuseTheServer(), "unexpected acceptance: it sent"},
		"one attempt more": {"connection-reset", faulty(func(s *sketch) { s.attempts = 4 }), match.BailOutAfter(3), "attempt 4 was seen"},
		"one attempt less": {"connection-refused", faulty(func(s *sketch) { s.attempts = 2 }), match.BailOutAfter(3), "it tried 2 times"},
		"no pause":         {"connection-reset", faulty(func(s *sketch) { s.spacing = 0 }), match.SpaceAttempts(time.Second), "the longest"},
		"long pause":       {"connection-reset", faulty(func(s *sketch) { s.spacing = 100 * time.Millisecond }), match.SpaceAttempts(time.Second), "the shortest"},
		"bare LF": {"valid", faulty(func(s *sketch) { s.head = "POST /token HTTP/1.0\nHost: %s\nContent-Length: %d\n\n" }),
			match.FrameWithCRLF(), "bare-lf"},
		"short length": {"valid", faulty(func(s *sketch) { s.head = "POST /token HTTP/1.0\r\nHost: %s\r\nX: %d\r\nContent-Length: 1\r\n\r\n" }),
			match.CountItsBody(), "content-length-too-small"},
		"long length": {"valid", faulty(func(s *sketch) { s.head = "POST /token HTTP/1.0\r\nHost: %s\r\nX: %d\r\nContent-Length: 9\r\n\r\n" }),
			match.CountItsBody(), "content-length-too-large"},
		"no length":        {"valid", faulty(func(s *sketch) { s.head = "POST /token HTTP/1.0\r\nHost: %s\r\nX: %d\r\n\r\n" }), match.CountItsBody(), "body-without-length"},
		"trailing bytes":   {"valid", faulty(func(s *sketch) { s.afterBody = "\r\n" }), match.SendNothingAfterTheBody(), "2 more bytes follow"},
		"wrong target":     {"valid", faulty(func(s *sketch) { s.head = "POST /other HTTP/1.0\r\nHost: %s\r\nContent-Length: %d\r\n\r\n" }), match.SendRequestLine(promises.Request), "/other"},
		"doubled header":   {"valid", faulty(func(s *sketch) { s.head = "POST /token HTTP/1.0\r\nHost: %s\r\nHost: b\r\nContent-Length: %d\r\n\r\n" }), match.SendEachHeaderOnce(), "Host: b"},
		"first piece only": {"reply-in-pieces", faulty(func(s *sketch) { s.firstPiece = true }), match.PrintTheReply(), "console shows the first"},
		"waits for ever":   {"reply-never", faulty(func(s *sketch) { s.forEver = true }), match.GiveUpTheReplyAfter(10 * time.Second), "it still waited"},
		"never tries":      {"valid", does(boardtest.Says("hello")), match.BeAccepted(), "never tried to connect"},
		"claims success":   {"valid", does(boardtest.Careless()), match.BeAccepted(), "no handshake completed"},
		"claims refusal":   {"untrusted-root", does(boardtest.Says("Can't connect", "Giving up.")), match.RefuseTheServer(), "no attempt reached the server"},
		"crashes":          {"valid", does(boardtest.Crashes("hello")), match.BeAccepted(), "LoadProhibited"},
		"restarts": {"valid", does(func(_ context.Context, u *boardtest.UART) { u.Say("hello\r\n"); u.Reboot(boardtest.SoftwareReset) }),
			match.BeAccepted(), "restarted by itself"},
	} {
		t.Run(name, func(t *testing.T) {
			r, _, err := try(t, test.scenario, test.firmware)
			if err != nil {
				t.Fatal(err)
			}
			ok, err := test.promise.Match(r)
			if err != nil {
				t.Fatal(err)
			}
			if message := test.promise.FailureMessage(r); ok || !strings.Contains(message, test.says) {
				t.Errorf("passed: %v; wanted a failure that says %q:\n%s", ok, test.says, message)
			}
		})
	}
}

// A board that is pulled out is the bench's trouble and never a verdict.
func TestUnpluggedIsNoVerdict(t *testing.T) {
	r, _, err := try(t, "valid", does(boardtest.Unplugs("hello")))
	if err == nil || r != nil || !errors.Is(err, boards.ErrGone) {
		t.Fatalf("result %v, error %v; wanted no result and an error that wraps %v", r, err, boards.ErrGone)
	}
	if !strings.Contains(err.Error(), "fake") || !strings.Contains(err.Error(), "valid") {
		t.Errorf("the error names neither board nor scenario: %v", err)
	}
}

// What happened is in the record, in order, with the trial's name.
func TestTrialIsRecorded(t *testing.T) {
	_, events, err := try(t, "valid", faulty(nil))
	if err != nil {
		t.Fatal(err)
	}
	all, err := reports.Read(events)
	if err != nil {
		t.Fatal(err)
	}
	at := map[reports.Kind]int{}
	all = all[slices.IndexFunc(all, func(e reports.Event) bool { return e.Kind == reports.TrialBegan }):]
	// What two witnesses see at the same moment may reach the record in either order; its times tell.
	slices.SortStableFunc(all, func(a, b reports.Event) int { return a.At.Compare(b.At) })
	for i, e := range all {
		if e.Scenario != "valid" && e.Kind != reports.ConsoleBytes {
			t.Errorf("%s carries the scenario %q", e.Kind, e.Scenario)
		}
		if _, seen := at[e.Kind]; !seen {
			at[e.Kind] = i + 1
		}
	}
	order := []reports.Kind{reports.TrialBegan, reports.BootSeen, reports.ConnAccepted, reports.ClientHello, reports.HandshakeDone, reports.RequestSeen, reports.TrialEnded}
	for i, kind := range order {
		if at[kind] == 0 || i > 0 && at[kind] < at[order[i-1]] {
			t.Errorf("%s is event %d, after %v", kind, at[kind], at)
		}
	}
}

// A bench that does not get to run sees half of what happens: such a trial judges nothing and is repeated, but not for ever.
func TestStarvedTrialIsRepeated(t *testing.T) {
	for starved, want := range map[int]int{0: 1, 1: 2, 9: 3} {
		t.Run(fmt.Sprintf("starved %d times", starved), func(t *testing.T) {
			var boots atomic.Int32
			r, events, err := try(t, "valid", func(b *harness.TestBench) boardtest.Firmware {
				return func(ctx context.Context, u *boardtest.UART) {
					if int(boots.Add(1)) <= starved {
						b.Starve(time.Second)
					}
					sound(b, nil).run(ctx, u)
				}
			})
			if err != nil || r.Verdict != reports.Accepted {
				t.Fatalf("verdict %v, %v", r, err)
			}
			all, err := reports.Read(events)
			if err != nil {
				t.Fatal(err)
			}
			run := reports.Fold(all)
			if int(boots.Load()) < want || len(run.Trials) != 1 || len(run.Spoiled) < want-1 || len(run.Spoiled) > 2 || run.Trials[0].Verdict != reports.Accepted {
				t.Errorf("%d boots, %d trials, %d spoiled; want %d boots and one trial that counts", boots.Load(), len(run.Trials), len(run.Spoiled), want)
			}
		})
	}
}
