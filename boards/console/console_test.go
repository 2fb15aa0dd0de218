package console

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"
)

// wired makes a console and the end that feeds it. Writing to the end returns when the reader took the bytes.
func wired(t *testing.T, opts Options) (*Console, *io.PipeWriter) {
	t.Helper()
	src, feed := io.Pipe()
	c := New(opts)
	detach, err := c.Attach(src)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = detach() })
	return c, feed
}

// say feeds text and waits until the console has it.
func say(t *testing.T, c *Console, feed io.Writer, text string) {
	t.Helper()
	end := c.Mark() + Mark(len(text))
	if _, err := io.WriteString(feed, text); err != nil {
		t.Fatal(err)
	}
	for changed := c.Changed(); c.Mark() < end; changed = c.Changed() {
		<-changed
	}
}

// lost waits until the console is lost.
func lost(c *Console) error {
	for changed := c.Changed(); c.Lost() == nil; changed = c.Changed() {
		<-changed
	}
	return c.Lost()
}

func TestWaitMeetsWhatCameAndWhatComes(t *testing.T) {
	c, feed := wired(t, Options{})
	before := c.Mark()
	say(t, c, feed, "ready\r\n")
	m, err := c.Wait(t.Context(), before, Text("ready"))
	if err != nil || m.Start != 0 || m.End != 5 || m.At.IsZero() {
		t.Fatalf("got %+v, %v", m, err)
	}
	after := c.Mark()
	go func() { _, _ = io.WriteString(feed, "rea"); _, _ = io.WriteString(feed, "dy\r\n") }()
	m, err = c.Wait(t.Context(), after, Regexp(regexp.MustCompile(`^(r)eady$`)))
	if err != nil || m.Start != after || m.Groups[1] != "r" {
		t.Fatalf("got %+v, %v", m, err)
	}
}

func TestManyWaitAtOnce(t *testing.T) {
	c, feed := wired(t, Options{})
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			want := fmt.Sprintf("<%d>", i)
			if m, err := c.Wait(t.Context(), 0, Text(want)); err != nil || m.Text != want {
				t.Errorf("waiting for %s: %+v, %v", want, m, err)
			}
		})
	}
	for i := range 50 {
		say(t, c, feed, fmt.Sprintf("<%d>", 49-i))
	}
	all.Wait()
}

func TestTimeoutSaysWhatWasWantedAndSeen(t *testing.T) {
	c, feed := wired(t, Options{})
	say(t, c, feed, "old\r\n")
	mark := c.Mark()
	say(t, c, feed, "Connecting...\r\nstill connec")
	why := errors.New("the phase is over")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	_, err := c.Wait(ctx, mark, Text("Done!"), Regexp(regexp.MustCompile(`gave up`)))
	var timeout *TimeoutError
	if !errors.As(err, &timeout) || !errors.Is(err, why) || timeout.Bytes != 27 || !timeout.Timeout() {
		t.Fatalf("got %#v", err)
	}
	for _, part := range []string{`text "Done!"`, `a line that matches "gave up"`, "the phase is over", "27 bytes", `last line "still connec"`} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q lacks %s", err, part)
		}
	}
	if _, err := c.Wait(ctx, c.Mark(), Text("x")); !strings.Contains(err.Error(), "no line was seen") {
		t.Errorf("with nothing seen: %v", err)
	}
	if m, err := c.Wait(ctx, mark, Text("Connecting")); err != nil {
		t.Errorf("what is there already counts under a context that has ended: %+v, %v", m, err)
	}
}

func TestCrashFailsTheWaitAtOnce(t *testing.T) {
	c, feed := wired(t, Options{Chip: "esp32"})
	mark := c.Mark()
	result := make(chan error, 1)
	go func() {
		_, err := c.Wait(t.Context(), mark, Text("Done!"), Text("register dump"))
		result <- err
	}()
	say(t, c, feed, "Connecting...\r\nGuru Meditation Error: Core  1 panic'ed (LoadProhibited). Exception was unhandled.\r\n")
	err := <-result
	var crash *CrashError
	if !errors.As(err, &crash) || crash.Crash.Kind != CrashPanic || crash.Crash.Complete || !strings.Contains(err.Error(), "LoadProhibited") {
		t.Fatalf("got %v", err)
	}
	whole := make(chan Crash)
	go func() { whole <- c.Completed(t.Context(), crash.Crash) }()
	say(t, c, feed, "\r\nCore  1 register dump:\r\nPC      : 0x400d1234\r\n\r\nBacktrace: 0x400d1231:0x3ffb1f50 0x400d0802:0x3ffb1f70\r\n\r\nRebooting...\r\nets Jul")
	k := <-whole
	if !k.Complete || !strings.HasPrefix(k.Text, "Guru") || !strings.HasSuffix(k.Text, "Rebooting...") || len(k.Backtrace) != 2 || k.At.IsZero() {
		t.Errorf("completed: %+v", k)
	}
	if _, err := c.Wait(t.Context(), k.End, Text("ets Jul")); err != nil {
		t.Errorf("after the crash's end: %v", err)
	}
	if m, err := c.Wait(t.Context(), mark, Text("Connecting")); err != nil {
		t.Errorf("what was said before the crash: %+v, %v", m, err)
	}
	if len(c.Crashes(mark)) != 1 || len(c.Crashes(k.Known)) != 0 {
		t.Errorf("crashes since the mark: %+v, since it was known: %+v", c.Crashes(mark), c.Crashes(k.Known))
	}
}

func TestCompletedGivesWhatItHas(t *testing.T) {
	c, feed := wired(t, Options{Chip: "esp32"})
	say(t, c, feed, "assert failed: f a.c:1 (x)\r\nhalf of it")
	k := c.Crashes(0)[0]
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := c.Completed(ctx, k); got.Complete || !strings.HasSuffix(got.Text, "half of it") {
		t.Errorf("under a context that has ended: %+v", got)
	}
	_ = feed.CloseWithError(errors.New("unplugged"))
	if got := c.Completed(t.Context(), k); got.Complete || got.Reason != "f a.c:1 (x)" {
		t.Errorf("with the port gone: %+v", got)
	}
	if got := c.Completed(t.Context(), Crash{Mark: 4711, Reason: "of another console"}); got.Reason != "of another console" {
		t.Errorf("a crash that is not known: %+v", got)
	}
}

// TestLossUsesTheLastWords: the bytes that come with the error are used, and a crash line without an end counts.
func TestLossUsesTheLastWords(t *testing.T) {
	gone := errors.New("unplugged")
	c := New(Options{Chip: "esp32"})
	src := iotest.DataErrReader(io.MultiReader(strings.NewReader("bye\r\nabort() was called at PC 0x400d66b9 on core 0"), iotest.ErrReader(gone)))
	if _, err := c.Attach(src); err != nil {
		t.Fatal(err)
	}
	if err := lost(c); !errors.Is(err, gone) {
		t.Fatalf("lost: %v", err)
	}
	if m, err := c.Wait(t.Context(), 0, Text("bye")); err != nil {
		t.Errorf("what came before the loss: %+v, %v", m, err)
	}
	var crash *CrashError
	if _, err := c.Wait(t.Context(), 0, Text("never")); !errors.As(err, &crash) || crash.Crash.Kind != CrashAbort {
		t.Errorf("crash in the last words: %v", err)
	}
	var le *LostError
	_, err := c.Wait(t.Context(), c.Mark(), Text("never"))
	if !errors.As(err, &le) || !errors.Is(err, gone) || !strings.Contains(err.Error(), `text "never"`) {
		t.Errorf("waiting on a lost console: %v", err)
	}
}

func TestOneReaderAtATime(t *testing.T) {
	src, feed := io.Pipe()
	c := New(Options{})
	detach, err := c.Attach(src)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Attach(strings.NewReader("x")); err == nil {
		t.Error("a second source was attached")
	}
	say(t, c, feed, "one ")
	waiting := make(chan error, 1)
	go func() {
		_, err := c.Wait(t.Context(), 0, Text("one two"))
		waiting <- err
	}()
	if err := errors.Join(detach(), detach()); err != nil {
		t.Errorf("detach: %v", err)
	}
	if _, err := feed.Write([]byte("unheard")); err == nil {
		t.Error("the source was not closed")
	}
	if c.Lost() != nil {
		t.Errorf("detached is not lost: %v", c.Lost())
	}
	if _, err := c.Attach(strings.NewReader("two")); err != nil {
		t.Fatal(err)
	}
	if err := <-waiting; err != nil {
		t.Errorf("a Wait across two sources: %v", err)
	}
	if lost(c) != io.EOF {
		t.Errorf("lost: %v, want EOF", c.Lost())
	}
}

type failingCloser struct{ io.Reader }

func (failingCloser) Close() error { return errors.New("cannot close") }

func TestDetachReportsTheClose(t *testing.T) {
	c := New(Options{})
	detach, err := c.Attach(failingCloser{strings.NewReader("")})
	if err != nil {
		t.Fatal(err)
	}
	if err := detach(); err == nil || !strings.Contains(err.Error(), "cannot close") {
		t.Errorf("detach: %v", err)
	}
}

func TestLoseWakesWhoWaits(t *testing.T) {
	c := New(Options{})
	why := errors.New("closed")
	waiting := make(chan error, 1)
	go func() {
		_, err := c.Wait(t.Context(), 0, Text("x"))
		waiting <- err
	}()
	c.Lose(why)
	if err := <-waiting; !errors.Is(err, why) {
		t.Errorf("got %v", err)
	}
	c, feed := wired(t, Options{})
	c.Lose(why)
	say(t, c, feed, "x")
	if c.Lost() != nil {
		t.Errorf("a console that is being read was lost: %v", c.Lost())
	}
}

func TestReaderThatGivesNothing(t *testing.T) {
	c := New(Options{})
	if _, err := c.Attach(idle{}); err != nil {
		t.Fatal(err)
	}
	if err := lost(c); err != io.ErrNoProgress {
		t.Errorf("lost: %v", err)
	}
}

type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

func TestTapSeesEverythingBeforeTheWaiter(t *testing.T) {
	var mu sync.Mutex
	var tapped bytes.Buffer
	c, feed := wired(t, Options{Tap: func(ch Chunk) {
		mu.Lock()
		defer mu.Unlock()
		tapped.Write(ch.Bytes)
		if ch.At.IsZero() {
			t.Error("a chunk without a time")
		}
	}})
	for i := range 100 {
		text := fmt.Sprintf("line %d\r\n", i)
		go func() { _, _ = io.WriteString(feed, text) }()
		if _, err := c.Wait(t.Context(), 0, Text(text)); err != nil {
			t.Fatal(err)
		}
		mu.Lock()
		if !strings.HasSuffix(tapped.String(), text) {
			t.Fatalf("the waiter was told before the tap: %q", tapped.String())
		}
		mu.Unlock()
	}
	if !bytes.Equal(tapped.Bytes(), c.Since(0)) {
		t.Errorf("tapped %d bytes, kept %d", tapped.Len(), len(c.Since(0)))
	}
}

func TestMemoryIsBoundedAndDropsAreTold(t *testing.T) {
	c, feed := wired(t, Options{Limit: MinLimit})
	early := c.Mark()
	for i := range 5000 {
		say(t, c, feed, fmt.Sprintf("line %05d of quite a long log that goes on and on\r\n", i))
	}
	say(t, c, feed, "end\r\n")
	kept := c.Since(early)
	c.mu.Lock()
	size, times := cap(c.text.b), len(c.times.entries)
	c.mu.Unlock()
	if len(kept) < MinLimit || size > 2*MinLimit {
		t.Errorf("%d bytes kept in %d, want at least %d in at most %d", len(kept), size, MinLimit, 2*MinLimit)
	}
	if got, want := c.Dropped(early)+int64(len(kept)), int64(c.Mark()); got != want {
		t.Errorf("dropped and kept are %d bytes, want %d", got, want)
	}
	var dropped *DroppedError
	if _, err := c.Wait(t.Context(), early, Text("end")); !errors.As(err, &dropped) || dropped.From != early || int64(dropped.Kept) != c.Dropped(early) {
		t.Errorf("waiting from a dropped mark: %v", err)
	}
	if _, err := c.Wait(t.Context(), dropped.Kept, Text("end")); err != nil {
		t.Errorf("waiting from what is kept: %v", err)
	}
	if times > len(kept)/8 {
		t.Errorf("%d times are kept for %d bytes", times, len(kept))
	}
	if lines := c.Lines(early); lines[len(lines)-1].Text != "end" || lines[len(lines)-1].At.IsZero() {
		t.Errorf("last line: %+v", lines[len(lines)-1])
	}
}

func TestLines(t *testing.T) {
	c, feed := wired(t, Options{})
	say(t, c, feed, "first\r\n")
	mark := c.Mark()
	began := time.Now()
	say(t, c, feed, "second\n\r\nthi\xffrd")
	got := c.Lines(mark)
	want := []string{"second", "", "thi\xffrd"}
	if len(got) != len(want) {
		t.Fatalf("got %+v", got)
	}
	for i, l := range got {
		if l.Text != want[i] || l.At.Before(began.Add(-time.Second)) || l.At.After(time.Now()) {
			t.Errorf("line %d: %+v, want %q", i, l, want[i])
		}
	}
	if got[1].Start != mark+7 || len(c.Lines(c.Mark())) != 0 || len(c.Since(c.Mark()+10)) != 0 {
		t.Errorf("starts: %+v", got)
	}
}

func TestParseLog(t *testing.T) {
	for line, want := range map[string]LogLine{
		"I (29) boot: ESP-IDF v5.4 2nd stage bootloader":        {'I', "29", "boot", "ESP-IDF v5.4 2nd stage bootloader"},
		"\x1b[0;31mE (10299) task_wdt: Tasks currently:\x1b[0m": {'E', "10299", "task_wdt", "Tasks currently:"},
		"W (12:30:01.123) wifi: weak":                           {'W', "12:30:01.123", "wifi", "weak"},
		"connected to panic-room":                               {},
		"X (1) no: level":                                       {},
	} {
		got, ok := ParseLog(line)
		if got != want || ok != (want != LogLine{}) {
			t.Errorf("ParseLog(%q) = %+v, %v; want %+v", line, got, ok, want)
		}
	}
}
