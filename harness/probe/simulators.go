package probe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"github.com/benchtrial/benchtrial/boards/sim"
	"github.com/benchtrial/benchtrial/harness/config"
)

// simBoard asks for a simulated board, simPlace answers where it is.
type simBoard struct {
	Name, Chip, MAC, IP, DNS, NTP, Flash string
	Rate                                 float64
}

type simPlace struct{ RFC2217, Control, Error string }

// Simulate runs simulated boards. It takes one line of JSON for each from in, answers it on out, and ends all of them
// when in ends: it outlives nobody who holds the other end.
//
// It is a process of its own where several boards run: a board starts its firmware by fork, and for that moment the
// child holds every socket of its parent, also a listener that a server of another board is just about to open anew.
func Simulate(ctx context.Context, in io.Reader, out io.Writer) (err error) {
	encoder := json.NewEncoder(out)
	for decoder := json.NewDecoder(in); ; {
		var b simBoard
		if err := decoder.Decode(&b); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("reading which board to simulate: %w", err)
		}
		s, err := sim.Start(ctx, sim.Config{
			Name: b.Name, Chip: b.Chip, MAC: b.MAC, Rate: b.Rate, IP: b.IP, DNS: b.DNS, NTP: b.NTP, FlashFile: b.Flash,
		})
		place := simPlace{}
		if err != nil {
			place.Error = err.Error()
		} else {
			defer s.Close()
			place.RFC2217, place.Control = s.RFC2217(), s.ControlAddr()
		}
		if err := encoder.Encode(place); err != nil {
			return fmt.Errorf("telling where a simulated board is: %w", err)
		}
	}
}

// simulators is the other end of Simulate.
type simulators struct {
	in      io.WriteCloser
	decoder *json.Decoder
	ended   func() error // waits for its end
}

// startSimulators runs Simulate, by the command if there is one, else here.
func startSimulators(ctx context.Context, command []string) (*simulators, error) {
	if len(command) == 0 {
		return simulateHere(ctx), nil
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stderr = os.Stderr
	// A Ctrl-C is for the probe, which ends its boards itself.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting the simulated boards: %w", err)
	}
	return &simulators{in: in, decoder: json.NewDecoder(out), ended: cmd.Wait}, nil
}

func simulateHere(ctx context.Context) *simulators {
	theirs, in := io.Pipe()
	out, answers := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := Simulate(ctx, theirs, answers)
		answers.CloseWithError(err)
		ended <- err
	}()
	return &simulators{in: in, decoder: json.NewDecoder(out), ended: func() error { return <-ended }}
}

// start starts a board, and writes into its entry where it is now: from then on it is a board on a network port like
// any other.
func (s *simulators) start(b *config.Board, dir string) error {
	ask := simBoard{
		Name: b.Name, Chip: b.Chip, MAC: b.MAC, Rate: b.ClockRate, IP: b.Address, DNS: b.DNS, NTP: b.NTP,
		Flash: filepath.Join(dir, b.Name+".flash"),
	}
	if err := json.NewEncoder(s.in).Encode(ask); err != nil {
		return fmt.Errorf("starting the simulated board %s: %w", b.Name, err)
	}
	var place simPlace
	if err := s.decoder.Decode(&place); err != nil {
		return fmt.Errorf("starting the simulated board %s: %w", b.Name, err)
	}
	if place.Error != "" {
		return errors.New(place.Error)
	}
	b.Port = "rfc2217://" + place.RFC2217
	b.FlashPort, b.Control, b.SimControl = b.Port, b.Port, place.Control
	return nil
}

// Close ends the boards. Their flash stays.
func (s *simulators) Close() error { return errors.Join(s.in.Close(), s.ended()) }
