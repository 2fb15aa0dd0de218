package run

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const twoBoards = `name: desk
wifi: {ssid: home, psk: "12345678"}
server: {address: 127.0.0.1, host: api.desk.test}
boards:
  - {name: a, chip: esp32, port: /dev/ttyUSB0}
  - {name: b, chip: esp32, port: /dev/ttyUSB1}
`

func headerOptions(t *testing.T, bench string, boards ...string) Options {
	t.Helper()
	o := Options{Root: t.TempDir(), Firmware: []string{tokenPost(t)}, Boards: boards}
	if bench != "" {
		o.Bench = filepath.Join(t.TempDir(), "bench.yaml")
		if err := os.WriteFile(o.Bench, []byte(bench), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

func TestHeader(t *testing.T) {
	cases := map[string]struct {
		opts Options
		want []string // in the header
		note string
	}{
		"built-in":      {headerOptions(t, ""), []string{`#define BENCH_HOST "api.bench.test"`, "#define BENCH_PORT 14433", "-----BEGIN CERTIFICATE-----"}, ""},
		"first board":   {headerOptions(t, twoBoards), []string{`#define BENCH_HOST "api.desk.test"`, "#define BENCH_PORT 14433", `"home"`, `"12345678"`}, "b have other ports"},
		"another board": {headerOptions(t, twoBoards, "b"), []string{"#define BENCH_PORT 14434"}, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			text, note, err := Header(c.opts)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range c.want {
				if !strings.Contains(string(text), want) {
					t.Errorf("%q is missing in:\n%s", want, text)
				}
			}
			if !strings.Contains(note, c.note) || c.note == "" && note != "" {
				t.Errorf("got the note %q, want %q", note, c.note)
			}
			again, _, err := Header(c.opts)
			if err != nil || string(again) != string(text) {
				t.Errorf("a second time it is another one (%v): a board that was flashed would refuse the server", err)
			}
		})
	}
}

func TestHeaderMistakes(t *testing.T) {
	if _, _, err := Header(headerOptions(t, twoBoards, "c")); err == nil || !strings.Contains(err.Error(), "it has") && !strings.Contains(err.Error(), "has a, b") {
		t.Errorf("an unknown board: got %v", err)
	}
	o := headerOptions(t, "")
	o.Firmware = []string{t.TempDir()}
	if _, _, err := Header(o); err == nil {
		t.Error("a folder without a firmware.yaml has a header")
	}
}
