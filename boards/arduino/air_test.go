package arduino

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// station is a board whose access point the test switches.
type station struct {
	t       *testing.T
	uart    io.Writer
	console *bufio.Reader
	orders  *os.File
	monitor *bufio.Reader
}

// onAir starts the probe with a line to it, as the simulator does.
func onAir(t *testing.T, fqbn string, b *bench, env ...string) *station {
	t.Helper()
	elf := compile(t, "air_probe", fqbn)
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	cmd := exec.CommandContext(ctx, elf)
	cmd.Env = append(b.env(env...), "BENCH_EXIT_ON_EOF=1")
	uart, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	console, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	heard, hisMonitor, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	hisOrders, orders, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.ExtraFiles = []*os.File{hisMonitor, hisOrders}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	hisMonitor.Close()
	hisOrders.Close()
	t.Cleanup(func() {
		cancel()
		cmd.Wait() // it was killed
		orders.Close()
		heard.Close()
	})
	return &station{t: t, uart: uart, console: bufio.NewReader(console), orders: orders, monitor: bufio.NewReader(heard)}
}

// says waits for a line that begins so, and returns it. What comes before it is skipped.
func (s *station) says(prefix string) string {
	s.t.Helper()
	var before []string
	for {
		line, err := s.console.ReadString('\n')
		if err != nil {
			s.t.Fatalf("the console never says %q, but %q", prefix, before)
		}
		if line = strings.TrimRight(line, "\r\n"); strings.HasPrefix(line, prefix) {
			return line
		}
		before = append(before, line)
	}
}

// ask gives a command and wants this answer.
func (s *station) ask(command, want string) {
	s.t.Helper()
	io.WriteString(s.uart, command+"\n")
	word, _, _ := strings.Cut(want, " ")
	if got := s.says(word + " "); got != want {
		s.t.Errorf("%s: the board says %q, want %q", command, got, want)
	}
}

// air switches the access point, and waits until the board has heard nothing of it any more.
func (s *station) air(state string) {
	s.t.Helper()
	io.WriteString(s.orders, "air "+state+"\n")
	for {
		line, err := s.monitor.ReadString('\n')
		if err != nil {
			s.t.Fatalf("air %s: the program does not answer: %v", state, err)
		}
		if line == "air\n" {
			return
		}
	}
}

// talker greets each client, and takes down what it is told until the connection ends.
func talker(c *recorded) {
	io.WriteString(c, "welcome\n")
	drain(c)
}

// chips are the platforms, with the states of their WiFi.status().
var stations = map[string]struct{ lost, missing string }{FQBN: {"5", "1"}, FQBN8266: {"7", "7"}}

func TestALostAccessPointIsSilence(t *testing.T) {
	t.Parallel()
	for fqbn, want := range stations {
		t.Run(fqbn, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, talker)
			s := onAir(t, fqbn, b)
			io.WriteString(s.uart, "begin\n")
			s.ask("await 3", "status 3 at "+boardIP)
			s.ask("dial "+benchIP+":"+b.port(), "dial 1, at once: 1")
			s.ask("say before ", "said 7")
			s.air("off")
			s.says("event lost 200")
			s.ask("await "+want.lost, "status "+want.lost+" at 0.0.0.0")
			s.ask("hear", "heard [welcome] connected 1") // it had arrived
			s.ask("hear", "heard [] connected 1")
			s.ask("say after", "said 5")
			s.ask("dial "+benchIP+":"+b.port(), "dial 0, at once: 1")
			s.ask("resolve "+host, "resolved 0")
			s.says("event lost 201")
			s.ask("await "+want.missing, "status "+want.missing+" at 0.0.0.0")
			if got := string(b.conn().wire()); got != "before " {
				t.Errorf("the server got %q, want what was said before the loss", got)
			}
		})
	}
}

func TestWhatIsWrittenIntoSilenceStalls(t *testing.T) {
	t.Parallel()
	b := newBench(t, talker)
	s := onAir(t, FQBN8266, b)
	io.WriteString(s.uart, "begin\n")
	s.ask("await 3", "status 3 at "+boardIP)
	s.ask("dial "+benchIP+":"+b.port(), "dial 1, at once: 1")
	s.air("off")
	io.WriteString(s.uart, "fill\n")
	if got := number(t, `took (\d+)`, s.says("took ")); got < 1024 || got > 32<<10 {
		t.Errorf("%d bytes were taken with nobody there, want about the stack's buffer", got)
	}
}

func TestTheAccessPointComesBack(t *testing.T) {
	t.Parallel()
	for fqbn := range stations {
		t.Run(fqbn, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, talker)
			s := onAir(t, fqbn, b)
			io.WriteString(s.uart, "begin\n")
			s.ask("await 3", "status 3 at "+boardIP)
			s.ask("dial "+benchIP+":"+b.port(), "dial 1, at once: 1")
			s.air("off 5 100")
			s.says("event lost 200")
			s.says("event found")
			s.ask("await 3", "status 3 at "+boardIP)
			s.ask("say late", "said 4") // the connection is dead, and its buffer is there
			s.ask("resolve "+host, "resolved 1")
			s.ask("dial "+benchIP+":"+b.port(), "dial 1, at once: 1")
			s.ask("hear", "heard [welcome] connected 1")
			if got := string(b.conn().wire()); got != "" {
				t.Errorf("the first connection carried %q after its loss", got)
			}
		})
	}
}

func TestNoAccessPointAtTheStart(t *testing.T) {
	t.Parallel()
	for fqbn := range stations {
		t.Run(fqbn, func(t *testing.T) {
			t.Parallel()
			s := onAir(t, fqbn, newBench(t, talker), "BENCH_AIR=off")
			io.WriteString(s.uart, "begin\n")
			s.ask("await 1", "status 1 at 0.0.0.0")
			s.says("event lost 201")
			s.air("on")
			s.ask("await 3", "status 3 at "+boardIP)
		})
	}
}

func TestWithoutAutoReconnectTheLinkStaysDown(t *testing.T) {
	t.Parallel()
	s := onAir(t, FQBN, newBench(t, talker))
	io.WriteString(s.uart, "stay\nbegin\n")
	s.ask("await 3", "status 3 at "+boardIP)
	s.air("off 1 100")
	s.says("event lost 200")
	s.ask("await 3", "status 5 at 0.0.0.0")
	io.WriteString(s.uart, "begin\n")
	s.ask("await 3", "status 3 at "+boardIP)
}

func TestBadAirIsNamed(t *testing.T) {
	t.Parallel()
	r := run(t, compile(t, "air_probe", FQBN), "", "BENCH_AIR=foggy")
	if r.code != 78 || !strings.Contains(r.notes, `reading BENCH_AIR: "foggy"`) {
		t.Errorf("a program that cannot read BENCH_AIR ends with %d, saying %q", r.code, r.notes)
	}
}
