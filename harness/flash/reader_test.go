package flash

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// However the pipe cuts the output, the same is read.
func TestReaderDoesNotMindPieces(t *testing.T) {
	whole, err := os.ReadFile("testdata/two-regions.out")
	if err != nil {
		t.Fatal(err)
	}
	req := request(t, "", 35984, 5000)
	for _, size := range []int{1, 2, 7, 64, len(whole)} {
		r := newReader(req, []int64{35984, 5000})
		for rest := whole; len(rest) > 0; {
			n := min(size, len(rest))
			if got, err := r.Write(rest[:n]); got != n || err != nil {
				t.Fatalf("Write: %d, %v", got, err)
			}
			rest = rest[n:]
		}
		if r.mac != "24:0a:c4:8c:5e:30" || r.skipped != 1 || r.verified != 1 || r.written != 5000 || r.percent() != 100 {
			t.Errorf("in pieces of %d: %+v", size, r)
		}
	}
}

func TestLastWords(t *testing.T) {
	r := newReader(request(t, ""), []int64{35984})
	for i := range 100 {
		_, _ = r.Write([]byte{'a' + byte(i%26), '\n'})
		_, _ = r.Write([]byte("Writing at 0x00009c90 ━━━  50.0% 1B/2B [0s] \n"))
	}
	_, _ = r.Write([]byte("cut off"))
	words := strings.Split(r.lastWords(), "\n")
	if len(words) != keepWords+1 || words[keepWords] != "cut off" || strings.Contains(r.lastWords(), "Writing") {
		t.Errorf("got %q, want the last %d lines and the unfinished one, without bars", words, keepWords)
	}
	if !r.touched || r.percent() < 49 || r.percent() > 51 {
		t.Errorf("got touched %v, %.1f %%; want half", r.touched, r.percent())
	}
}

func FuzzReader(f *testing.F) {
	recordings, err := filepath.Glob("testdata/*.out")
	if err != nil || len(recordings) == 0 {
		f.Fatal("no recordings")
	}
	for _, name := range recordings {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		r := newReader(Request{Regions: []Region{{0, "image.bin"}}, MAC: "00:00:00:00:00:00"}, []int64{100})
		if n, err := r.Write(text); n != len(text) || err != nil {
			t.Fatalf("Write: %d, %v", n, err)
		}
		if p := r.percent(); !(p >= 0 && p <= 100) {
			t.Errorf("percentage %v", p)
		}
		if len(r.words) > keepWords {
			t.Errorf("%d lines kept", len(r.words))
		}
		diagnose(r.lastWords())
		_ = r.state()
	})
}
