package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// bench reads a bench.yaml from text, without the environment's password.
func bench(t *testing.T, text string, files ...string) (*Bench, error) {
	t.Helper()
	r := benchReader{faults: faults{file: "bench.yaml"}, dir: t.TempDir(), lookup: func(string) (string, bool) { return "", false }}
	for i := 0; i+1 < len(files); i += 2 {
		if err := os.WriteFile(filepath.Join(r.dir, files[i]), []byte(files[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b := r.read([]byte(text))
	return b, r.err()
}

func TestExampleBench(t *testing.T) {
	text, err := os.ReadFile("testdata/bench.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	b, err := bench(t, string(text), "wifi.psk", "a password\n")
	if err != nil {
		t.Fatal(err)
	}
	if got := b.WiFi.PSK.Reveal(); got != "a password" {
		t.Errorf("psk: got %q, want the file's content without its line end", got)
	}
	if len(b.Boards) != 5 {
		t.Fatalf("got %d boards, want 5", len(b.Boards))
	}
	a, pretend, byHand := b.Boards[0], b.Boards[3], b.Boards[4]
	for _, c := range []struct{ name, got, want string }{
		{"flash_port follows port", a.FlashPort, a.Port},
		{"control follows flash_port", a.Control, a.Port},
		{"server", a.Server, "192.168.50.1:14433"},
		{"dns", a.DNS, "192.168.50.1:53"},
		{"fqbn of esp32", a.FQBN, "esp32:esp32:esp32"},
		{"fqbn as written", b.Boards[1].FQBN, "esp32:esp32:esp32c3:CDCOnBoot=cdc"},
		{"fqbn of esp8266", b.Boards[2].FQBN, "esp8266:esp8266:generic"},
		{"fqbn of a simulated board", pretend.FQBN, "bench:esp32:native"},
		{"address of the fourth board", pretend.Address, "127.77.4.2"},
		{"server of the fourth board", pretend.Server, "127.77.4.1:14433"},
		{"dns of the fourth board", pretend.DNS, "127.77.4.1:14453"},
		{"console on a pty", byHand.Port, "/dev/pts/7"},
		{"control apart", byHand.Control, "rfc2217://127.0.0.1:4001"},
		{"sim_control", byHand.SimControl, "127.0.0.1:4002"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
	if a.ClockRate != 1 || pretend.ClockRate != 50 || byHand.ClockRate != SimulatedClockRate {
		t.Errorf("clock rates: got %g, %g, %g", a.ClockRate, pretend.ClockRate, byHand.ClockRate)
	}
	if a.Hosted() || !pretend.Hosted() || byHand.Hosted() {
		t.Error("only the simulated board without a port is hosted by the runner")
	}
}

func TestSimulatedBench(t *testing.T) {
	b := Simulated("esp32", "esp8266", "esp32")
	if len(b.Boards) != 3 {
		t.Fatalf("got %d boards, want 3", len(b.Boards))
	}
	three, found := b.Board("sim-esp32-2")
	if !found {
		t.Fatal("there is no sim-esp32-2")
	}
	if three.Address != "127.77.3.2" || three.Server != "127.77.3.1:14433" || three.DNS != "127.77.3.1:14453" || three.NTP != "127.77.3.1:14123" {
		t.Errorf("addresses of board 3: %s %s %s %s", three.Address, three.Server, three.DNS, three.NTP)
	}
	if other, found := b.Board("sim-esp8266-1"); !found || other.FQBN != "bench:esp8266:native" {
		t.Errorf("the ESP8266: got %+v, %t", other, found)
	}
	if n := len(Simulated(make([]string, 1000)...).Boards); n != MaxSimulated {
		t.Errorf("1000 boards: got %d, want %d", n, MaxSimulated)
	}
	if _, found := b.Board("sim-esp32-3"); found {
		t.Error("found a board that is not there")
	}
}

func TestReadBenchFromDisk(t *testing.T) {
	_, err := ReadBench(filepath.Join(t.TempDir(), "no.yaml"))
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "BENCH") {
		t.Errorf("a missing file: got %v", err)
	}
	path := filepath.Join(t.TempDir(), "bench.yaml")
	if err := os.WriteFile(path, []byte("boards: [{name: a, chip: esp32, simulated: true}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := ReadBench(path)
	if err != nil || b.Boards[0].Name != "a" || b.File != path {
		t.Errorf("got %+v, %v", b, err)
	}
	if err := os.WriteFile(path, []byte("bords: []\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var faults Faults
	if _, err := ReadBench(path); !errors.As(err, &faults) || faults[0].File != path {
		t.Errorf("got %v, want Faults that name the file", err)
	}
}

func TestPasswordFromTheEnvironment(t *testing.T) {
	r := benchReader{faults: faults{file: "bench.yaml"}, lookup: func(name string) (string, bool) { return "from the environment", name == PSKVariable }}
	b := r.read([]byte("wifi: {ssid: lab, psk: from the file}\nboards: [{name: a, chip: esp32, simulated: true}]\n"))
	if err := r.err(); err != nil {
		t.Fatal(err)
	}
	if got := b.WiFi.PSK.Reveal(); got != "from the environment" {
		t.Errorf("got %q, want the environment's", got)
	}
}

// A decoder that knows types would make 342391 of the first and 523124044 of the second.
func TestPasswordsStayAsWritten(t *testing.T) {
	for _, psk := range []string{"01234567", "0x1F2E3D4C", "1_000_000_0", "12:34:56:78", "yes please", "1e500000"} {
		b, err := bench(t, "wifi: {ssid: 0755, psk: "+psk+"}\nboards: [{name: a, chip: esp32, simulated: true}]\n")
		if err != nil {
			t.Errorf("%s: %v", psk, err)
		} else if got := b.WiFi.PSK.Reveal(); got != psk || b.WiFi.SSID != "0755" {
			t.Errorf("got psk %q and ssid %q, want %q and 0755", got, b.WiFi.SSID, psk)
		}
	}
}
