package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"text/template"

	"github.com/benchtrial/benchtrial/boards/sim"
	"github.com/benchtrial/benchtrial/harness/config"
)

// byHand is the place on the simulated network of a board that is started by hand: out of the way of the built-in
// bench, whose boards are numbered from 1.
const byHand = 200

func simCommand(ctx context.Context, root string, args []string) int {
	flags := flag.NewFlagSet("sim", flag.ContinueOnError)
	name := flags.String("name", "sim-by-hand", "the board's `name`")
	chip := flags.String("chip", "esp32", "esp32, esp32c3 or esp32s3")
	listen := flags.String("listen", "127.0.0.1:4000", "`address` of the RFC 2217 port, for esptool and terminal programs")
	control := flags.String("control", defaultControl, "`address` of the control port (reset, download, erase, power, state, rate)")
	tty := flags.String("tty", "", "`path` of a link to the console's pty; none: .cache/sim/NAME.tty")
	rate := flags.Float64("rate", config.SimulatedClockRate, "`seconds` that pass on the board in one second")
	number := flags.Int("number", byHand, "the board's `place` n on the simulated network, 127.77.n.2")
	file := flags.String("bench", "", "also write a bench.yaml for this board to this `file`")
	blank := flags.Bool("blank", false, "begin with blank flash instead of what the board held last time")
	if code := parse(flags, args); code >= 0 {
		return code
	}
	dir := filepath.Join(root, ".cache", "sim")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return failed("sim", err)
	}
	if *tty == "" {
		*tty = filepath.Join(dir, *name+".tty")
	}
	cfg := sim.Config{
		Name: *name, Chip: *chip, Listen: *listen, Control: *control, TTYLink: *tty, Rate: *rate, Log: os.Stderr,
		IP: fmt.Sprintf("127.77.%d.2", *number), DNS: fmt.Sprintf("127.77.%d.1:%d", *number, config.SimulatedDNSPort),
	}
	if !*blank {
		cfg.FlashFile = filepath.Join(dir, *name+".flash")
	}
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	return serveSim(ctx, cfg, *number, *file)
}

func serveSim(ctx context.Context, cfg sim.Config, number int, file string) int {
	board, err := sim.Start(ctx, cfg)
	if err != nil {
		return failed("sim", err)
	}
	defer board.Close()
	entry := simBoard{Config: cfg, Port: board.RFC2217(), Control: board.ControlAddr(), TTY: cfg.TTYLink, Number: number}
	if file != "" {
		if err := writeBench(file, entry); err != nil {
			return failed("sim", err)
		}
	}
	fmt.Printf("A simulated %s, %q, until Ctrl-C.\n\n", cfg.Chip, cfg.Name)
	fmt.Printf("  .tools/esptool/bin/esptool --port rfc2217://%s flash-id     (make setup installs it)\n", entry.Port)
	fmt.Printf("  .tools/esptool/bin/pyserial-miniterm rfc2217://%s 115200    or any terminal program on %s\n", entry.Port, entry.TTY)
	fmt.Printf("  bin/benchtrial control -at %s state     (or: reset, download, erase, power off, power on, rate N, stall N)\n\n", entry.Control)
	fmt.Print("A bench.yaml with this board:\n\n")
	if err := benchFile.Execute(os.Stdout, entry); err != nil {
		return failed("sim", err)
	}
	<-ctx.Done()
	return 0
}

type simBoard struct {
	sim.Config
	Port, Control, TTY string
	Number             int
}

// benchFile names the board twice, once on each of its ports; the second entry is a comment, because two boards of one
// bench cannot be one board.
var benchFile = template.Must(template.New("bench.yaml").Parse(`name: {{.Name}}
boards:
  - name: {{.Name}}
    chip: {{.Chip}}
    simulated: true
    port: rfc2217://{{.Port}}
    # The same board on its tty. A pty has no modem lines: they stay on the network port.
    # port: {{.TTY}}
    # flash_port: rfc2217://{{.Port}}
    # control: rfc2217://{{.Port}}
    sim_control: {{.Control}}
    clock_rate: {{.Rate}}
    address: 127.77.{{.Number}}.2
    server: 127.77.{{.Number}}.1:14433
    dns: 127.77.{{.Number}}.1:14453
`))

func writeBench(file string, entry simBoard) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := benchFile.Execute(f, entry); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// controlCommand says one thing to a simulated board's control port.
func controlCommand(ctx context.Context, _ string, args []string) int {
	flags := flag.NewFlagSet("control", flag.ContinueOnError)
	at := flags.String("at", defaultControl, "`address` of the control port")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return exitUsage
	}
	answer, err := sim.Control(ctx, *at, strings.Join(flags.Args(), " "))
	if err != nil {
		return failed("control", err)
	}
	fmt.Println(answer)
	return 0
}

// defaultControl is the control port of a simulator that was started without saying otherwise.
const defaultControl = "127.0.0.1:4001"

// failed tells an error and returns the exit code for a broken bench.
func failed(command string, err error) int {
	fmt.Fprintf(os.Stderr, "benchtrial %s: %v\n", command, err)
	return 4
}
