package boards_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/boards"
	"github.com/benchtrial/benchtrial/boards/boardtest"
	"github.com/benchtrial/benchtrial/boards/console"
)

// attach attaches a fake board. The limits are generous: they bound a failure only.
func attach(t *testing.T, fake boardtest.Config, change func(*boardtest.Fake, *boards.Config)) (*boards.Attached, *boardtest.Fake) {
	t.Helper()
	f := boardtest.New(fake)
	t.Cleanup(func() { _ = f.Close() })
	cfg := boards.Config{Name: "esp32-a", Chip: fake.Chip, Console: f.Open, FlashPort: "/dev/ttyFAKE0", Hold: 5 * time.Millisecond}
	if change != nil {
		change(f, &cfg)
	}
	b, err := boards.Attach(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b, f
}

// impatient makes a board that stays silent fail soon.
func impatient(_ *boardtest.Fake, cfg *boards.Config) { cfg.BootLimit = 20 * time.Millisecond }

// greet has firmware that Obeys answer, which shows that it runs.
func greet(t *testing.T, b *boards.Attached) {
	t.Helper()
	if _, err := b.Write([]byte("hello\n")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if _, err := b.Console().Wait(ctx, 0, console.Text("echo: hello")); err != nil {
		t.Fatal(err)
	}
}

func wantIn(t *testing.T, err error, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("error %q lacks %q", err, part)
		}
	}
}

func TestAttachDoesNotReset(t *testing.T) {
	b, f := attach(t, boardtest.Config{Firmware: boardtest.Obeys("ready")}, nil)
	greet(t, b)
	if n := f.Resets(); n != 1 {
		t.Errorf("the chip started %d times, want only when it got power", n)
	}
	if err := b.Close(); err != nil || f.InUse() {
		t.Errorf("Close: %v, port in use: %v", err, f.InUse())
	}
}

func TestAttachSaysWhatIsWrong(t *testing.T) {
	f := boardtest.New(boardtest.Config{})
	defer f.Close()
	if _, err := f.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err := boards.Attach(t.Context(), boards.Config{Name: "esp32-a", Console: f.Open, FlashPort: "/dev/ttyFAKE0"})
	if !errors.Is(err, boards.ErrBusy) {
		t.Errorf("got %v, want ErrBusy", err)
	}
	wantIn(t, err, `attaching "esp32-a"`, "/dev/ttyFAKE0", "end the program")
	_, err = boards.Attach(t.Context(), boards.Config{Name: "esp32-a", Console: boardtest.New(boardtest.Config{}).Open,
		Control: func(context.Context) (boards.Link, error) { return nil, boards.ErrGone }})
	wantIn(t, err, "reset lines")
}

func TestResetOfASilentBoard(t *testing.T) {
	b, f := attach(t, boardtest.Config{Mute: true}, impatient)
	_, err := b.Reset(t.Context())
	if !errors.Is(err, boards.ErrSilent) {
		t.Fatalf("got %v, want ErrSilent", err)
	}
	wantIn(t, err, `resetting "esp32-a" (port /dev/ttyFAKE0)`, "2 pulses (EN low for 5ms, 20ms)", "20ms", "nothing came at all", "check power")
	if n := f.Resets(); n != 3 {
		t.Errorf("the chip started %d times, want with power and at two pulses", n)
	}
}

func TestResetTellsWhatCameInstead(t *testing.T) {
	b, _ := attach(t, boardtest.Config{Mute: true, Firmware: boardtest.Says("\xf3\xc0 wrong baud", "")}, impatient)
	_, err := b.Reset(t.Context())
	wantIn(t, err, "bytes came", `wrong baud`)
	if !errors.Is(err, boards.ErrSilent) {
		t.Errorf("got %v, want ErrSilent", err)
	}
}

func TestResetTriesAgain(t *testing.T) {
	for name, fake := range map[string]boardtest.Config{
		"a pulse was swallowed":   {Deaf: 1, Firmware: boardtest.Obeys("ready")},
		"once into download mode": {Download: 2}, // the first is the start with power
	} {
		t.Run(name, func(t *testing.T) {
			b, f := attach(t, fake, func(_ *boardtest.Fake, cfg *boards.Config) { cfg.BootLimit = 500 * time.Millisecond })
			if fake.Download == 0 {
				greet(t, b) // the start with power is over, and its banner no answer to the pulse
			}
			boot, err := b.Reset(t.Context())
			if err != nil || boot.Download || !boot.Asked() {
				t.Errorf("got %+v, %v", boot, err)
			}
			if n, want := f.Resets(), 2+fake.Download/2; n != want {
				t.Errorf("the chip started %d times, want %d", n, want)
			}
		})
	}
}

func TestResetIntoDownloadMode(t *testing.T) {
	b, _ := attach(t, boardtest.Config{Download: -1}, nil)
	boot, err := b.Reset(t.Context())
	if !errors.Is(err, boards.ErrDownloadMode) || !boot.Download {
		t.Fatalf("got %+v, %v", boot, err)
	}
	wantIn(t, err, "boot mode 0x3", "DOWNLOAD_BOOT", "2 pulses", "waiting for download", "BOOT button")
}

func TestResetWithoutLines(t *testing.T) {
	b, f := attach(t, boardtest.Config{NoLines: true}, nil)
	_, err := b.Reset(t.Context())
	if !errors.Is(err, boards.ErrNoLines) {
		t.Errorf("got %v, want ErrNoLines", err)
	}
	wantIn(t, err, "control port")
	if n := f.Resets(); n != 1 {
		t.Errorf("the chip started %d times", n)
	}
}

func TestResetOverAnotherPort(t *testing.T) {
	b, f := attach(t, boardtest.Config{NoLines: true, Firmware: boardtest.Says("ready")}, func(f *boardtest.Fake, cfg *boards.Config) {
		cfg.Control = f.OpenControl
	})
	for range 2 {
		boot, err := b.Reset(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Console().Wait(t.Context(), boot.Mark, console.Text("ready")); err != nil {
			t.Fatal(err)
		}
	}
	if n := f.Resets(); n != 3 {
		t.Errorf("the chip started %d times, want 3", n)
	}
}

// TestResetOfALoopingBoard: the banners that the loop makes by itself are no answer to the pulse.
func TestResetOfALoopingBoard(t *testing.T) {
	b, _ := attach(t, boardtest.Config{Firmware: boardtest.Blank()}, nil)
	for range 20 {
		mark := b.Console().Mark()
		boot, err := b.Reset(t.Context())
		if err != nil || !boot.Asked() {
			t.Fatalf("got %+v, %v", boot, err)
		}
		var crash *console.CrashError
		if _, err := b.Console().Wait(t.Context(), mark, console.Text("Connected!")); !errors.As(err, &crash) {
			t.Fatalf("waiting for firmware on a blank chip: %v", err)
		}
	}
	crashes := b.Console().Crashes(0)
	if !slices.ContainsFunc(crashes, func(k console.Crash) bool { return k.Kind == console.CrashNoImage }) {
		t.Errorf("no crash tells of the missing image: %+v", crashes)
	}
}

func TestROMBitRate(t *testing.T) {
	b, f := attach(t, boardtest.Config{Chip: "esp8266"}, nil)
	boot, err := b.Reset(t.Context())
	if err != nil || boot.Chip != "esp8266" || boot.Class != console.ResetExternal {
		t.Fatalf("got %+v, %v", boot, err)
	}
	if got := f.Bauds(); !slices.Equal(got, []int{74880, 115200}) {
		t.Errorf("bit rates %v, want the ROM's for the banner and then the firmware's", got)
	}
}

func TestComesBackAfterUnplug(t *testing.T) {
	b, f := attach(t, boardtest.Config{Firmware: boardtest.Says("ready")}, nil)
	if _, err := b.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.Unplug()
	if _, err := b.Reset(t.Context()); !errors.Is(err, boards.ErrGone) {
		t.Errorf("Reset while it is out: %v, want ErrGone", err)
	}
	f.Plug()
	boot, err := b.Reset(t.Context())
	if err != nil {
		t.Fatalf("Reset once it is back: %v", err)
	}
	if _, err := b.Console().Wait(t.Context(), boot.Mark, console.Text("ready")); err != nil {
		t.Error(err)
	}
}

func TestUnpluggedInTheMiddle(t *testing.T) {
	b, f := attach(t, boardtest.Config{}, nil)
	f.Load(boardtest.Unplugs("Connecting..."))
	boot, err := b.Reset(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Console().Wait(t.Context(), boot.Mark, console.Text("Connected!"))
	var lost *console.LostError
	if !errors.As(err, &lost) || !errors.Is(err, boards.ErrGone) || lost.Last != "Connecting..." {
		t.Errorf("got %v", err)
	}
}

// TestLoopIsNoAnswer: the board starts by itself all the time, and its EN is not wired.
func TestLoopIsNoAnswer(t *testing.T) {
	b, _ := attach(t, boardtest.Config{Deaf: -1, Firmware: boardtest.Blank()}, impatient)
	mark := b.Console().Mark()
	var crash *console.CrashError // the loop goes round
	if _, err := b.Console().Wait(t.Context(), mark, console.Text("Connected!")); !errors.As(err, &crash) {
		t.Fatal(err)
	}
	_, err := b.Reset(t.Context())
	if !errors.Is(err, boards.ErrSilent) {
		t.Errorf("got %v, want ErrSilent", err)
	}
	wantIn(t, err, "starts by itself", "RTCWDT_RTC_RESET")
}

func TestOddFirmware(t *testing.T) {
	for name, c := range map[string]struct {
		fw   boardtest.Firmware
		want string
	}{
		"careless":    {boardtest.Careless(), "Done!\r\n"},
		"half a line": {boardtest.HalfLine("password: "), "password: "},
		"slow":        {boardtest.Slow("byte", "by byte"), "byte\r\nby byte\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			b, _ := attach(t, boardtest.Config{Firmware: c.fw}, nil)
			boot, err := b.Reset(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := b.Console().Wait(t.Context(), boot.Mark, console.Text(c.want)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCrashLoop(t *testing.T) {
	b, _ := attach(t, boardtest.Config{Firmware: boardtest.Crashes("Connecting...")}, nil)
	mark := b.Console().Mark()
	for range 3 {
		var crash *console.CrashError
		if _, err := b.Console().Wait(t.Context(), mark, console.Text("Connected!")); !errors.As(err, &crash) {
			t.Fatalf("got %v", err)
		}
		k := b.Console().Completed(t.Context(), crash.Crash)
		if k.Kind != console.CrashPanic || k.Reason != "LoadProhibited" || len(k.Backtrace) != 2 || k.Mark < mark {
			t.Fatalf("crash %+v", k)
		}
		mark = k.End
	}
}

func TestTapAndClock(t *testing.T) {
	var mu sync.Mutex
	var tapped strings.Builder
	var rate float64
	b, _ := attach(t, boardtest.Config{Firmware: boardtest.Says("ready")}, func(_ *boardtest.Fake, cfg *boards.Config) {
		cfg.Tap = func(c console.Chunk) {
			mu.Lock()
			defer mu.Unlock()
			tapped.Write(c.Bytes)
		}
		cfg.SetRate = func(_ context.Context, r float64) error { rate = r; return nil }
	})
	if boot, err := b.Reset(t.Context()); err != nil {
		t.Fatal(err)
	} else if _, err := b.Console().Wait(t.Context(), boot.Mark, console.Text("ready\r\n")); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	if tapped.String() != string(b.Console().Since(0)) {
		t.Errorf("tapped %q", tapped.String())
	}
	clock, ok := b.Clocked()
	if !ok || clock.SetRate(t.Context(), 20) != nil || rate != 20 {
		t.Errorf("clocked: %v, rate %v", ok, rate)
	}
	if plain, _ := attach(t, boardtest.Config{}, nil); true {
		if _, ok := plain.Clocked(); ok {
			t.Error("a board with its own clock can be set")
		}
	}
	if b.Name() != "esp32-a" {
		t.Error(fmt.Sprint("name: ", b.Name()))
	}
}

// restarted is a control port whose server was started anew: what is open to it is dead, a new opening works.
type restarted struct {
	boards.Link
	uses int
}

func (r *restarted) SetLines(dtr, rts bool) error {
	if r.uses++; r.uses > 1 {
		return fmt.Errorf("setting lines: %w", boards.ErrGone)
	}
	return r.Link.SetLines(dtr, rts)
}

func TestControlPortComesBack(t *testing.T) {
	opened := 0
	b, _ := attach(t, boardtest.Config{NoLines: true}, func(f *boardtest.Fake, cfg *boards.Config) {
		cfg.Control = func(ctx context.Context) (boards.Link, error) {
			link, err := f.OpenControl(ctx)
			if opened++; opened == 1 {
				link = &restarted{Link: link}
			}
			return link, err
		}
	})
	if _, err := b.Reset(t.Context()); err != nil || opened != 2 {
		t.Errorf("Reset: %v, the control port was opened %d times, want twice", err, opened)
	}
}
