package ntp_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	client "github.com/beevik/ntp"

	"github.com/benchtrial/benchtrial/servers/ntp"
)

// bench is the time on the bench in these tests.
var bench = time.Date(2026, 11, 22, 12, 0, 0, 500_000_000, time.UTC)

// serve opens a time server on a free port that ends with the test.
func serve(t *testing.T, b ntp.Behaviour) *ntp.Server {
	t.Helper()
	s, err := ntp.Serve(t.Context(), ntp.Config{Addr: "127.0.0.1:0", Now: func() time.Time { return bench }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	s.Use(b)
	return s
}

// ask is what a client of another's making says.
func ask(t *testing.T, s *ntp.Server, version int) (*client.Response, error) {
	t.Helper()
	return client.QueryWithOptions(s.Addr(), client.QueryOptions{Version: version, Timeout: 20 * time.Second})
}

func TestHonest(t *testing.T) {
	s := serve(t, ntp.Behaviour{})
	for _, version := range []int{3, 4} {
		r, err := ask(t, s, version)
		if err != nil {
			t.Fatal(err)
		}
		if d := r.Time.Sub(bench); d.Abs() > time.Microsecond || r.Stratum != 1 || r.Leap != client.LeapNoWarning {
			t.Errorf("version %d: told %v, stratum %d", version, r.Time, r.Stratum)
		}
	}
	seen := s.Seen()
	if len(seen) != 2 || seen[1].Answer != "2026-11-22T12:00:00Z" || seen[1].At.IsZero() {
		t.Errorf("seen %+v", seen)
	}
	if host, _, err := net.SplitHostPort(seen[0].Remote); err != nil || host != "127.0.0.1" {
		t.Errorf("asked by %q", seen[0].Remote)
	}
}

// The beevik client's own judgement of an answer says that it is one to be trusted.
func TestHonestAnswerIsValid(t *testing.T) {
	s, err := ntp.Serve(t.Context(), ntp.Config{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r, err := ask(t, s, 4)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Validate(); err != nil {
		t.Errorf("the answer is not valid: %v", err)
	}
}

func TestWrongTimeAndJumps(t *testing.T) {
	s := serve(t, ntp.Behaviour{Offsets: []time.Duration{-time.Hour, 0, 48 * time.Hour}})
	for i, want := range []time.Duration{-time.Hour, 0, 48 * time.Hour, 48 * time.Hour} {
		r, err := ask(t, s, 4)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Time.Sub(bench); (got - want).Abs() > time.Microsecond {
			t.Errorf("question %d: the clock is wrong by %v, want %v", i+1, got, want)
		}
	}
	s.Use(ntp.Behaviour{})
	if len(s.Seen()) != 0 {
		t.Error("a new behaviour begins with old questions")
	}
}

func TestKiss(t *testing.T) {
	s := serve(t, ntp.Behaviour{Kiss: "RATE"})
	r, err := ask(t, s, 4)
	if err != nil {
		t.Fatal(err)
	}
	if r.KissCode != "RATE" || r.Stratum != 0 || r.Validate() == nil {
		t.Errorf("kiss code %q, stratum %d", r.KissCode, r.Stratum)
	}
}

// raw sends packets one by one; each must be recorded before the next, and the answers are those that came.
func raw(t *testing.T, s *ntp.Server, packets ...[]byte) (answers [][]byte) {
	t.Helper()
	c, err := net.Dial("udp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, p := range packets {
		changed := s.Changed()
		if _, err := c.Write(p); err != nil {
			t.Fatal(err)
		}
		select {
		case <-changed:
		case <-time.After(20 * time.Second):
			t.Fatal("the question was not recorded")
		}
		// On the loopback an answer is there as soon as the next packet can be: one that is expected is waited for.
		if last := s.Seen()[len(s.Seen())-1].Answer; last == "no answer" || strings.Contains(last, "reading") {
			continue
		}
		c.SetReadDeadline(time.Now().Add(20 * time.Second))
		buf := make([]byte, 100)
		n, err := c.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		answers = append(answers, buf[:n])
	}
	return answers
}

func question(first byte) []byte {
	b := make([]byte, 48)
	b[0] = first
	copy(b[40:], "12345678")
	return b
}

func TestSilentLateAndGarbage(t *testing.T) {
	q := question(4<<3 | 3)
	s := serve(t, ntp.Behaviour{Silent: true})
	if got := raw(t, s, q, q); len(got) != 0 || len(s.Seen()) != 2 || s.Seen()[1].Answer != "no answer" {
		t.Errorf("a silent server: %d answers, seen %+v", len(got), s.Seen())
	}
	s.Use(ntp.Behaviour{Late: 2})
	if got := raw(t, s, q, q, q); len(got) != 1 || len(got[0]) != 48 || string(got[0][24:32]) != "12345678" {
		t.Errorf("a late server: answers %x", got)
	}
	s.Use(ntp.Behaviour{Garbage: true})
	if got := raw(t, s, q); len(got) != 1 || len(got[0]) == 48 {
		t.Errorf("garbage: answers %x", got)
	}
}

// What is no question is recorded, is not answered, and does not count for a late server.
func TestNoQuestions(t *testing.T) {
	s := serve(t, ntp.Behaviour{Late: 1})
	good := question(3<<3 | 3)
	got := raw(t, s, []byte("short"), question(4<<3|4), question(7<<3|3), good, good)
	if len(got) != 1 {
		t.Errorf("%d answers", len(got))
	}
	var bad int
	for _, q := range s.Seen() {
		if strings.Contains(q.Answer, ntp.ErrMalformed.Error()) {
			bad++
		}
	}
	if bad != 3 || len(s.Seen()) != 5 {
		t.Errorf("seen %+v", s.Seen())
	}
}

func TestObserveAndClose(t *testing.T) {
	var observed []ntp.Query
	ctx, cancel := context.WithCancel(t.Context())
	s, err := ntp.Serve(ctx, ntp.Config{Addr: "127.0.0.1:0", Observe: func(q ntp.Query) { observed = append(observed, q) }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ntp.Serve(ctx, ntp.Config{Addr: s.Addr()}); err == nil || !strings.Contains(err.Error(), s.Addr()) {
		t.Errorf("a second server on the same port: %v", err)
	}
	if _, err := ask(t, s, 4); err != nil {
		t.Fatal(err)
	}
	cancel()
	for range 2 {
		if err := s.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Errorf("closing: %v", err)
		}
	}
	if !slices.Equal(observed, s.Seen()) || len(observed) != 1 {
		t.Errorf("observed %+v, seen %+v", observed, s.Seen())
	}
}
