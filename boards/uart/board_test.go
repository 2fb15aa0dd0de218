package uart

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/benchtrial/benchtrial/boards"
	"github.com/benchtrial/benchtrial/boards/boardtest"
	"github.com/benchtrial/benchtrial/boards/console"
)

// onPTY puts a fake board behind a pty: its text goes over the port, DTR and RTS over the fake's other port.
func onPTY(t testing.TB, fw boardtest.Firmware) (cfg boards.Config, unplug func()) {
	t.Helper()
	board := openPTY(t)
	fake := boardtest.New(boardtest.Config{Firmware: fw})
	wire, err := fake.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// While nobody has the slave open, Linux gives the master EIO; a simulator keeps it open too.
	keep, err := os.OpenFile(board.Path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	var pumps sync.WaitGroup
	pumps.Go(func() { _, _ = io.Copy(struct{ io.Writer }{board}, struct{ io.Reader }{wire}) })
	pumps.Go(func() { _, _ = io.Copy(struct{ io.Writer }{wire}, struct{ io.Reader }{board}) })
	unplug = sync.OnceFunc(func() {
		_ = fake.Close()
		_ = board.Close()
		_ = wire.Close()
		_ = keep.Close()
		pumps.Wait()
	})
	t.Cleanup(unplug)
	return boards.Config{Name: "pty-a", Chip: "esp32", Console: Opener(board.Path, 115200), Control: fake.OpenControl,
		FlashPort: board.Path, Hold: 5 * time.Millisecond}, unplug
}

// TestBoardOnAPort runs what every kind of board passes over a real tty.
func TestBoardOnAPort(t *testing.T) {
	var pull func()
	boardtest.TestBoard(t, func(t *testing.T) boards.Board {
		cfg, unplug := onPTY(t, boardtest.Obeys("sketch ready"))
		pull = unplug
		b, err := boards.Attach(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}, boardtest.Options{
		Ready: "sketch ready",
		Panic: func(t *testing.T, b boards.Board) {
			if _, err := b.(io.Writer).Write([]byte("panic\n")); err != nil {
				t.Fatal(err)
			}
		},
		Unplug: func(*testing.T, boards.Board) { pull() },
		Probe: func(ctx context.Context, port string) error {
			link, err := Opener(port, 115200)(ctx)
			if err != nil {
				return err
			}
			return link.Close()
		},
	})
}

// BenchmarkBoardRoundTrip measures commands to a board on a tty and waits for its answers, one after the other.
func BenchmarkBoardRoundTrip(b *testing.B) {
	cfg, _ := onPTY(b, boardtest.Obeys("ready"))
	board, err := boards.Attach(b.Context(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	defer board.Close()
	if _, err := board.Reset(b.Context()); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		mark := board.Console().Mark()
		if _, err := board.Write([]byte("x\n")); err != nil {
			b.Fatal(err)
		}
		if _, err := board.Console().Wait(b.Context(), mark, console.Text("echo: x\r\n")); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "trips/s")
}

// BenchmarkBoardLatency measures, on a tty, the time from a line's last byte to the satisfied wait.
func BenchmarkBoardLatency(b *testing.B) {
	dev := openPTY(b)
	con := console.New(console.Options{Chip: "esp32"})
	detach, err := con.Attach(openPort(b, dev.Path))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = detach() }()
	var took []time.Duration
	last := make(chan time.Time, 1)
	for b.Loop() {
		mark := con.Mark()
		go func() {
			_, err := dev.WriteString("a line of the firmware")
			last <- time.Now()
			if _, err2 := dev.WriteString("\n"); err != nil || err2 != nil {
				b.Error(errors.Join(err, err2))
			}
		}()
		if _, err := con.Wait(b.Context(), mark, console.Text("firmware\n")); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(<-last))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1e3, "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1e3, "p99-µs")
	b.ReportMetric(0, "ns/op")
}
