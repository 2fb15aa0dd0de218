package sim

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// answerLimit is how long a firmware may take to do what it is told on the line to it. Its first thread has nothing else
// to do.
const answerLimit = 10 * time.Second

// errMute is the answer of a firmware that did not say in time that it has heard.
var errMute = errors.New("the firmware did not answer; was it built before it could?")

// airWaiters are those who wait for the firmware to have heard of a change of the air, in the order of their lines.
type airWaiters []chan struct{}

// parseAir reads what stands behind "air": "on", or "off" with the seconds of the board's time for which the access point
// is away, none for good, and how fast the board's clock runs until it speaks to somebody again.
func parseAir(text string) (string, error) {
	const usage = "%q is neither on nor off [SECONDS [RATE]]"
	words := strings.Fields(text)
	if len(words) == 0 || words[0] != "on" && words[0] != "off" || len(words) > 3 || words[0] == "on" && len(words) > 1 {
		return "", fmt.Errorf(usage, text)
	}
	for i, word := range words[1:] {
		n, err := strconv.ParseFloat(word, 64)
		if err != nil || !(n >= 0 && n <= 1e6) || i == 1 && n > maxRate {
			return "", fmt.Errorf(usage, text)
		}
	}
	return strings.Join(words, " "), nil
}

// setAir switches the air for the firmware that runs, and for the boots to come. When it returns, the firmware's
// connections have fallen silent.
func (m *machine) setAir(state string) error {
	heard := make(chan struct{})
	_, err := m.call(func() (string, error) {
		m.air = state
		if m.proc == nil {
			close(heard)
			return "", nil
		}
		m.unheard = append(m.unheard, heard)
		return "", m.proc.tell("air " + state + "\n")
	})
	if err != nil {
		return err
	}
	limit := time.NewTimer(answerLimit)
	defer limit.Stop()
	select {
	case <-heard:
		return nil
	case <-m.done:
		return errClosed
	case <-limit.C:
		return errMute
	}
}

// airHeard is called for each line that the firmware has carried out.
func (m *machine) airHeard() {
	if len(m.unheard) > 0 {
		close(m.unheard[0])
		m.unheard = m.unheard[1:]
	}
}

// airForgotten lets go who waits for a firmware that is no more: it has no connection left.
func (m *machine) airForgotten() {
	for len(m.unheard) > 0 {
		m.airHeard()
	}
}

// tell writes a line to the firmware. It never waits: a firmware that does not read its lines is told nothing.
func (p *process) tell(line string) error {
	raw, err := p.orders.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Write(func(fd uintptr) bool {
		n, err := unix.Write(int(fd), []byte(line))
		if err == nil && n < len(line) {
			err = unix.EAGAIN
		}
		failed = err
		return true
	})
	if failed = errors.Join(err, failed); failed != nil && !errors.Is(failed, unix.EPIPE) { // EPIPE: it has ended
		return fmt.Errorf("telling the firmware: %w", failed)
	}
	return nil
}

// SwitchAirOff takes a simulated board's access point away for so much of the board's time; 0 is for good. Until the board
// speaks to somebody again its clock runs at rate, where that is faster than its own; 0 leaves it. When it returns, all
// connections of the firmware are silent. A chip that is in reset boots without an access point.
func SwitchAirOff(ctx context.Context, addr string, board time.Duration, rate float64) error {
	_, err := Control(ctx, addr, fmt.Sprintf("air off %g %g", board.Seconds(), rate))
	return err
}

// SwitchAirOn gives the access point back.
func SwitchAirOn(ctx context.Context, addr string) error {
	_, err := Control(ctx, addr, "air on")
	return err
}
