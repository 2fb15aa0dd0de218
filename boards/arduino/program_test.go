package arduino

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// limit ends a program that would otherwise hang a test. No test waits for it.
const limit = 60 * time.Second

// result is what a program left behind.
type result struct {
	console string   // file descriptor 1
	notes   string   // file descriptor 2
	monitor []string // lines of file descriptor 3, but those about the least free heap: they come as the sketch pauses
	lows    []int    // the least free heap, as it was told, in bytes
	code    int
}

// process is a running sketch; script is what it is told on its UART.
type process struct {
	t       *testing.T
	cmd     *exec.Cmd
	stdin   io.WriteCloser
	console bytes.Buffer
	notes   bytes.Buffer
	monitor chan []string
	cancel  context.CancelFunc
}

// start runs a program with the environment of a simulated board: nothing of the host's own comes through.
func start(t *testing.T, elf string, env ...string) *process {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	p := &process{t: t, cancel: cancel, monitor: make(chan []string, 1)}
	p.cmd = exec.CommandContext(ctx, elf)
	p.cmd.Env = append([]string{"BENCH_EXIT_ON_EOF=1"}, env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.console, &p.notes
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.ExtraFiles = []*os.File{write}
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	write.Close()
	go func() {
		defer read.Close()
		b, _ := io.ReadAll(read)
		p.monitor <- strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
	}()
	return p
}

// tell writes to the board's UART. A board that is gone does not listen: the test sees that from what it left.
func (p *process) tell(text string) {
	io.WriteString(p.stdin, text)
}

// wait closes the UART and returns what the program left once it has ended.
func (p *process) wait() result {
	p.t.Helper()
	defer p.cancel()
	p.stdin.Close()
	err := p.cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		p.t.Fatalf("running the sketch: %v", err)
	}
	r := result{console: p.console.String(), notes: p.notes.String(), code: p.cmd.ProcessState.ExitCode()}
	r.listen(<-p.monitor)
	if r.code < 0 {
		p.t.Fatalf("the sketch was killed: %v\nconsole: %s\nnotes: %s", err, r.console, r.notes)
	}
	return r
}

// listen sorts the monitor's lines.
func (r *result) listen(lines []string) {
	for _, line := range lines {
		number, low := strings.CutPrefix(line, "low ")
		if !low {
			r.monitor = append(r.monitor, line)
			continue
		}
		n, err := strconv.Atoi(number)
		if err != nil {
			n = -1
		}
		r.lows = append(r.lows, n)
	}
}

// run starts a program, tells it the script and waits for its end.
func run(t *testing.T, elf, script string, env ...string) result {
	t.Helper()
	p := start(t, elf, env...)
	p.tell(script)
	return p.wait()
}

// last is the last monitor line.
func (r result) last() string {
	if len(r.monitor) == 0 {
		return ""
	}
	return r.monitor[len(r.monitor)-1]
}

// has fails the test unless the console holds the text.
// matches is for what a busy machine makes somewhat longer.
func (r result) matches(t *testing.T, pattern string) {
	t.Helper()
	if !regexp.MustCompile(pattern).MatchString(r.console) {
		t.Errorf("the console has nothing like %q:\n%s%s", pattern, r.console, r.notes)
	}
}

func (r result) has(t *testing.T, text string) {
	t.Helper()
	if !strings.Contains(r.console, text) {
		t.Errorf("the console lacks %q:\n%s%s", text, r.console, r.notes)
	}
}
