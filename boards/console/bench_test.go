package console

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"testing"
	"time"
)

// sample is what a chatty firmware prints, with a crash word's beginning here and there.
var sample = bytes.Repeat([]byte("I (10299) wifi: state: run -> run (0x0)\r\n"+
	"GET /status HTTP/1.1 200 OK 12 ms, heap 181224\r\n"+
	"Connecting to api.bench.test:14433 ... attempt 3\r\n"+
	"E (10311) esp-tls: couldn't get hostname for :api.bench.test: getaddrinfo() returns 202\r\n"), 256)

// BenchmarkConsoleThroughput measures how fast bytes go through the reader, by who waits meanwhile. The bytes come in
// pieces of 4 KB, as a tty gives them.
func BenchmarkConsoleThroughput(b *testing.B) {
	re := func(s string) []Pattern { return []Pattern{Regexp(regexp.MustCompile(s))} }
	for _, c := range []struct {
		name string
		want []Pattern
	}{
		{"nobody waits", nil},
		{"text", []Pattern{Text("this line never comes")}},
		{"regexp", re(`never (\d+) comes`)},
		{"regexp without fixed part", re(`[0-9]{9,}$`)},
		{"three patterns", append(re(`never (\d+) comes`), Text("this line never comes"), Text("neither\r\nthis"))},
	} {
		b.Run(c.name, func(b *testing.B) {
			src, feed := io.Pipe()
			con := New(Options{Chip: "esp32"})
			if _, err := con.Attach(src); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(sample)))
			b.ReportAllocs()
			b.ResetTimer()
			waited := make(chan error, 1)
			go func() {
				var err error
				if c.want != nil {
					_, err = con.Wait(b.Context(), 0, c.want...)
				}
				waited <- err
			}()
			for range b.N {
				for piece := range slices.Chunk(sample, 4096) {
					_, _ = feed.Write(piece)
				}
			}
			_ = feed.Close()
			for ch := con.Changed(); con.Lost() == nil; ch = con.Changed() {
				<-ch
			}
			var lost *LostError
			if err := <-waited; c.want != nil && !errors.As(err, &lost) {
				b.Fatalf("the wait ended with %v, want it to go over all the text", err)
			}
		})
	}
}

// BenchmarkConsoleLatency measures the time from a line's last byte to the satisfied wait.
func BenchmarkConsoleLatency(b *testing.B) {
	src, feed := io.Pipe()
	con := New(Options{Chip: "esp32"})
	if _, err := con.Attach(src); err != nil {
		b.Fatal(err)
	}
	took := make([]time.Duration, 0, b.N)
	last := make(chan time.Time, 1)
	for i := range b.N {
		mark := con.Mark()
		want := fmt.Sprintf("line %d\r\n", i)
		go func() {
			_, _ = feed.Write([]byte(want[:len(want)-1]))
			last <- time.Now()
			_, _ = feed.Write([]byte("\n"))
		}()
		if _, err := con.Wait(b.Context(), mark, Text(want)); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(<-last))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1e3, "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1e3, "p99-µs")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkConsoleRoundTrip measures questions to a device and waits for their answers, one after the other.
func BenchmarkConsoleRoundTrip(b *testing.B) {
	src, device := io.Pipe()
	questions := make(chan int)
	go func() {
		for n := range questions {
			_, _ = fmt.Fprintf(device, "answer %d\r\n", n)
		}
	}()
	defer close(questions)
	con := New(Options{Chip: "esp32"})
	if _, err := con.Attach(src); err != nil {
		b.Fatal(err)
	}
	answer := Regexp(regexp.MustCompile(`answer (\d+)`))
	ctx := context.Background()
	for i := range b.N {
		mark := con.Mark()
		questions <- i
		if m, err := con.Wait(ctx, mark, answer); err != nil || m.Groups[1] != fmt.Sprint(i) {
			b.Fatal(m, err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "trips/s")
}
