package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/harness/config"
)

// looked runs a part of the doctor, and returns what it printed and how much is to be mended.
func lookedAt(look func(*doctor)) (string, int) {
	var out bytes.Buffer
	d := &doctor{out: &out}
	look(d)
	return out.String(), d.bad
}

func TestDoctorOnServers(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	cases := map[string]struct {
		board config.Board
		bad   int
		say   string
	}{
		"free":        {config.Board{Name: "a", Server: "127.77.249.1:0", DNS: "127.77.249.1:0"}, 0, "is free"},
		"taken":       {config.Board{Name: "a", Server: taken.Addr().String()}, 1, "tells who has it"},
		"not ours":    {config.Board{Name: "a", Server: "198.51.100.7:14433", DNS: "198.51.100.7:53", NTP: "198.51.100.7:123"}, 1, "this machine has no such address"},
		"no address":  {config.Board{Name: "a", Server: "host"}, 1, "mend `server:`"},
		"nothing set": {config.Board{Name: "a"}, 0, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			out, bad := lookedAt(func(d *doctor) { d.servers(t.Context(), &config.Bench{Boards: []config.Board{c.board}}) })
			if bad != c.bad || !strings.Contains(out, c.say) {
				t.Errorf("got %d, want %d, and %q in:\n%s", bad, c.bad, c.say, out)
			}
		})
	}
}

func TestDoctorNamesAnAddressOnce(t *testing.T) {
	bench := &config.Bench{}
	for i := range 5 {
		bench.Boards = append(bench.Boards, config.Board{Name: fmt.Sprintf("b%d", i), Server: fmt.Sprintf("198.51.100.7:%d", 14433+i)})
	}
	out, bad := lookedAt(func(d *doctor) { d.servers(t.Context(), bench) })
	if bad != 1 || !strings.Contains(out, "b0, b1, b2 and 2 more") {
		t.Errorf("got %d:\n%s", bad, out)
	}
}

func TestDoctorOnBoards(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	plain := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(plain, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		port string
		bad  int
		say  string
	}{
		"not there":     {"/dev/ttyNOSUCH9", 1, "plug the board in"},
		"no device":     {plain, 1, "is no serial port"},
		"network":       {"rfc2217://" + listener.Addr().String() + "?ign_set_control", 0, "listens"},
		"network, none": {"rfc2217://" + gone.Addr().String(), 1, "start the server of this port"},
	} {
		t.Run(name, func(t *testing.T) {
			b := config.Board{Name: "a", Port: c.port, FlashPort: c.port, Control: c.port}
			out, bad := lookedAt(func(d *doctor) { d.boards(t.Context(), &config.Bench{Boards: []config.Board{b}}) })
			if bad != c.bad || !strings.Contains(out, c.say) || strings.Count(out, c.port) > 2 {
				t.Errorf("got %d, want %d, and %q in:\n%s", bad, c.bad, c.say, out)
			}
		})
	}
	out, bad := lookedAt(func(d *doctor) { d.boards(t.Context(), config.Simulated("esp32")) })
	if bad != 0 || !strings.Contains(out, "started by the run itself") {
		t.Errorf("a hosted board: got %d:\n%s", bad, out)
	}
}

func TestDoctorOnBuilders(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for name, c := range map[string]struct {
		board config.Board
		bad   int
		say   string
	}{
		"simulated":  {config.Board{Name: "a", FQBN: "bench:esp32:native"}, 0, ""},
		"left open":  {config.Board{Name: "a", FQBN: "esp32:esp32:esp32"}, 1, "none of arduino-cli, platformio and idf.py"},
		"named":      {config.Board{Name: "a", FQBN: "esp32:esp32:esp32", Builder: "platformio"}, 1, "pipx install platformio"},
		"of its own": {config.Board{Name: "a", FQBN: "esp32:esp32:esp32", Builder: "prebuilt"}, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			out, bad := lookedAt(func(d *doctor) { d.builders(&config.Bench{Boards: []config.Board{c.board}}) })
			if bad != c.bad || !strings.Contains(out, c.say) {
				t.Errorf("got %d, want %d, and %q in:\n%s", bad, c.bad, c.say, out)
			}
		})
	}
}

// Who has a device open is read from the kernel's table, here from one made up.
func TestOpenBy(t *testing.T) {
	proc := t.TempDir()
	fd := filepath.Join(proc, "4711", "fd")
	if err := os.MkdirAll(fd, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"3": "/dev/ttyUSB0", "4": "/dev/ttyUSB0", "5": "/dev/null"} {
		if err := os.Symlink(to, filepath.Join(fd, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(proc, "4711", "cmdline"), []byte("screen\x00/dev/ttyUSB0\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := openBy(proc, "/dev/ttyUSB0"); got != "pid 4711 (screen /dev/ttyUSB0)" {
		t.Errorf("got %q", got)
	}
	if got := openBy(proc, "/dev/ttyUSB1"); got != "" {
		t.Errorf("got %q for a device that nobody has", got)
	}
}
