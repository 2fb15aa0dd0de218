package try

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/benchtrial/benchtrial/servers/dns"
)

// place is where one handshake happens: addresses of the loopback network that nothing else uses meanwhile, neither in this process nor
// in another, so that the ports there are free.
type place struct{ board, bench string }

func (t *Trier) newPlace() place {
	n := t.places.Add(1)
	net := fmt.Sprintf("127.%d.%d", 128+os.Getpid()%100, n%250)
	host := n / 250 % 100 * 2
	return place{board: fmt.Sprintf("%s.%d", net, host+2), bench: fmt.Sprintf("%s.%d", net, host+1)}
}

// run has the program of a stack connect once, and returns what its client said: code 0 and no words after a whole handshake.
func (t *Trier) run(ctx context.Context, s Stack, q Question, rate int, at place, port uint16) (o outcome, words string, err error) {
	names, err := dns.Serve(ctx, dns.Config{Addr: at.bench + ":0", Records: map[string]netip.Addr{q.Host: netip.MustParseAddr(at.bench)}})
	if err != nil {
		return o, "", err
	}
	defer func() { err = errors.Join(err, names.Close()) }()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := exec.CommandContext(ctx, t.programs[s.FQBN])
	cmd.Env = []string{"BENCH_EXIT_ON_EOF=1", "BENCH_CHIP=" + s.Chip, "BENCH_IP=" + at.board, "BENCH_DNS=" + names.Addr(),
		"BENCH_CLOCK_RATE=" + strconv.Itoa(rate)}
	// Its end is what closes the output; a program that does not end for want of orders is killed.
	cmd.WaitDelay = time.Second
	order := fmt.Sprintf("%s %d %d %d\n%s", q.Host, port, q.At.Unix(), len(q.Pin), q.Pin)
	return talk(cmd, cancel, order)
}

// talk starts the program, gives it the order and reads on until its answer.
func talk(cmd *exec.Cmd, end func(), order string) (o outcome, words string, err error) {
	// A pipe of one's own, kept open: an end of the input would end the program before it has answered.
	input, orders, err := os.Pipe()
	if err != nil {
		return o, "", err
	}
	defer orders.Close()
	cmd.Stdin = input
	var notes bytes.Buffer
	cmd.Stderr = &notes
	output, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	input.Close()
	if err != nil {
		return o, "", err
	}
	_, writeErr := orders.WriteString(order)
	o.code, words, err = answer(bufio.NewScanner(output))
	end()
	_ = cmd.Wait() // it was told to end, by force
	if err == nil {
		return o, words, nil
	}
	if panicked := panicLine(notes.String()); panicked != "" {
		return outcome{crashed: true}, panicked, nil
	}
	return o, "", errors.Join(fmt.Errorf("%w\n%s", err, notes.String()), writeErr)
}

// panicLine is what the chip says when a program crashes, without its backtrace; "" when it did not.
func panicLine(notes string) string {
	for line := range strings.Lines(notes) {
		if strings.HasPrefix(line, "panic ") {
			before, _, _ := strings.Cut(line, " bt=")
			return strings.TrimSpace(before)
		}
	}
	return ""
}

// answer looks for the line "[try] error CODE WORDS" among all that the program prints.
func answer(lines *bufio.Scanner) (code int, words string, err error) {
	var all []string
	for lines.Scan() {
		line := strings.TrimRight(lines.Text(), "\r")
		rest, ok := strings.CutPrefix(line, "[try] error ")
		if !ok {
			all = append(all, line)
			continue
		}
		number, words, _ := strings.Cut(rest, " ")
		code, err := strconv.Atoi(number)
		if err != nil {
			return 0, "", fmt.Errorf("reading the answer %q: %w", line, err)
		}
		return code, words, nil
	}
	return 0, "", fmt.Errorf("the program ended without an answer; it said:\n%s", strings.Join(all, "\n"))
}
