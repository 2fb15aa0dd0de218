package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/benchtrial/benchtrial/boards/uart"
	"github.com/benchtrial/benchtrial/harness/build"
	"github.com/benchtrial/benchtrial/harness/config"
)

func forSimulator(b config.Board) bool { return strings.HasPrefix(b.FQBN, "bench:") }

// builderPrograms are what the builders of real boards are called in PATH, and where they are to be had.
var builderPrograms = []struct {
	builder  string
	programs []string
	mend     string
}{
	{build.ArduinoCLI, []string{"arduino-cli"}, "the installer from https://arduino.github.io/arduino-cli/latest/installation/, then arduino-cli core install esp32:esp32"},
	{build.PlatformIO, []string{"platformio", "pio"}, "pipx install platformio"},
	{build.IDF, []string{"idf.py"}, "source the export.sh of ESP-IDF before"},
}

// builders looks for what compiles for real boards. A board that names its builder needs this one; the others need any of them, since
// the folder of a sketch decides.
func (d *doctor) builders(bench *config.Bench) {
	wanted := map[string]bool{}
	var open []string // boards that leave it open
	for _, b := range bench.Boards {
		if forSimulator(b) {
			continue
		}
		if wanted[b.Builder] = true; b.Builder == "" || b.Builder == build.Auto {
			open = append(open, b.Name)
		}
	}
	found := false
	for _, p := range builderPrograms {
		path := lookAny(p.programs)
		found = found || path != ""
		switch {
		case path != "" && (wanted[p.builder] || len(open) > 0):
			d.check(true, p.builder, path, "")
		case path == "" && wanted[p.builder]:
			d.check(false, p.builder, strings.Join(p.programs, " and ")+" is not in PATH, and a board of the bench is built for with it", p.mend)
		}
	}
	if len(open) > 0 && !found {
		d.check(false, "builder", fmt.Sprintf("sketches for %s can be compiled with none of arduino-cli, platformio and idf.py: none is in PATH (ready images can be flashed)", few(open)),
			builderPrograms[0].mend)
	}
}

func lookAny(programs []string) string {
	for _, p := range programs {
		if path, err := exec.LookPath(p); err == nil {
			return path
		}
	}
	return ""
}

// boards looks at the way to each board, without opening a serial port: that would reset the board.
func (d *doctor) boards(ctx context.Context, bench *config.Bench) {
	for _, b := range bench.Boards {
		if b.Hosted() {
			d.check(true, b.Name, "simulated "+b.Chip+", started by the run itself", "")
			continue
		}
		var ways []string
		for _, port := range []string{b.Port, b.FlashPort, b.Control} {
			if !slices.Contains(ways, port) {
				ways = append(ways, port)
			}
		}
		if b.SimControl != "" {
			ways = append(ways, "tcp://"+b.SimControl)
		}
		for _, way := range ways {
			d.way(ctx, b.Name, way)
		}
	}
}

func (d *doctor) way(ctx context.Context, board, port string) {
	if _, address, network := strings.Cut(port, "://"); network {
		d.remote(ctx, board, port, address)
		return
	}
	d.device(board, port)
}

// remote looks whether something listens. It says nothing there, so that no line of the board moves by RFC 2217.
func (d *doctor) remote(ctx context.Context, board, port, address string) {
	address, _, _ = strings.Cut(address, "?")
	dialer := net.Dialer{Timeout: 3 * time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		d.check(false, board, fmt.Sprintf("%s: %v", port, err), "start the server of this port there (ser2net, esp_rfc2217_server, make sim), or mend the address in bench.yaml")
		return
	}
	conn.Close()
	d.check(true, board, port+" listens", "")
}

// device looks at a serial port of this machine.
func (d *doctor) device(board, path string) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		d.check(false, board, path+" is not there: "+portsThere(), "plug the board in, or mend `port:` in bench.yaml; /dev/serial/by-id has names that stay")
		return
	case err != nil:
		d.check(false, board, err.Error(), "ls -l "+path)
		return
	case info.Mode()&os.ModeCharDevice == 0:
		d.check(false, board, path+" is no serial port", "mend `port:` in bench.yaml")
		return
	case unix.Access(path, unix.R_OK|unix.W_OK) != nil:
		d.check(false, board, path+": no permission", joinDialout())
		return
	}
	if who := openBy("/proc", path); who != "" {
		d.check(false, board, path+" is open in "+who, "close it there: a terminal program that reads along takes bytes away from the run")
		return
	}
	d.check(true, board, path, "")
}

func portsThere() string {
	ports, err := uart.Ports()
	if err != nil || len(ports) == 0 {
		return "this machine has no serial ports"
	}
	var names []string
	for _, p := range ports {
		names = append(names, p.String())
	}
	return "there are " + strings.Join(names, ", ")
}

// longestCommand is how much of a command line is shown.
const longestCommand = 80

// openBy names the processes that have a device open, as far as proc lets this user see; "" when there is none.
func openBy(proc, path string) string {
	device, err := filepath.EvalSymlinks(path)
	if err != nil {
		device = path
	}
	links, _ := filepath.Glob(filepath.Join(proc, "[0-9]*", "fd", "*"))
	var names []string
	for _, link := range links {
		if to, err := os.Readlink(link); err != nil || to != device {
			continue
		}
		dir := filepath.Dir(filepath.Dir(link))
		words, _ := os.ReadFile(filepath.Join(dir, "cmdline")) // gone meanwhile: the number is left
		command := strings.TrimSpace(strings.ReplaceAll(string(words), "\x00", " "))
		if len(command) > longestCommand {
			command = command[:longestCommand] + "..."
		}
		name := fmt.Sprintf("pid %s (%s)", filepath.Base(dir), command)
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, " and ")
}
