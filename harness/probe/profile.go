package probe

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
)

// formatVersion is that of the file; a reader refuses others.
const formatVersion = 1

// Profile is a probe's result: the profile that it proposes for the board's stack, as data.
type Profile struct {
	Format   int       `json:"format"`
	Firmware string    `json:"firmware"`
	Stack    string    `json:"stack"` // as firmware.yaml states it
	Trust    string    `json:"trust"`
	Pin      string    `json:"pin,omitempty"`
	Bench    string    `json:"bench"`
	Board    string    `json:"board"`
	Chip     string    `json:"chip"`
	MAC      string    `json:"mac,omitempty"`
	Image    string    `json:"image"` // SHA-256 of what was flashed
	Builder  string    `json:"builder,omitempty"`
	Sim      bool      `json:"simulated"`
	Boards   int       `json:"boards"`   // how many boards, all alike, shared the work
	Date     time.Time `json:"date"`     // when it began, UTC
	Seconds  float64   `json:"seconds"`  // wall time of the measuring
	Complete bool      `json:"complete"` // everything planned was measured

	Fits    []Fit     `json:"fits"` // the known stacks, the one that fits best first
	Hello   *Hello    `json:"client_hello"`
	Randoms Randoms   `json:"client_randoms"`
	Entries []Entry   `json:"entries"`
	Skipped []Skipped `json:"not_measured"`
}

// Randoms are the client randoms of a probe: what their first four bytes are, and how often the rest came again.
type Randoms struct {
	Clock    Clock `json:"clock"`
	Seen     int   `json:"seen"`
	Repeated int   `json:"repeated"`
}

// Write writes the profile as JSON.
func (p *Profile) Write(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(p); err != nil {
		return fmt.Errorf("writing the probed profile: %w", err)
	}
	return nil
}

// Read reads what Write wrote.
func Read(r io.Reader) (*Profile, error) {
	p := new(Profile)
	decoder := json.NewDecoder(r)
	if err := decoder.Decode(p); err != nil {
		return nil, fmt.Errorf("reading a probed profile: %w; give a file that `benchtrial probe` wrote", err)
	}
	switch {
	case p.Format != formatVersion:
		return nil, fmt.Errorf("reading a probed profile: it has the format %d, and this program reads %d; probe anew", p.Format, formatVersion)
	case len(p.Entries) == 0:
		return nil, errors.New("reading a probed profile: nothing was measured in it")
	}
	return p, nil
}

// ReadFile reads a probe's file.
func ReadFile(path string) (*Profile, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading a probed profile: %w", err)
	}
	defer file.Close()
	p, err := Read(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return p, nil
}

// entry finds a scenario's measurement.
func (p *Profile) entry(scenario string) (Entry, bool) {
	for _, e := range p.Entries {
		if e.Scenario == scenario {
			return e, true
		}
	}
	return Entry{}, false
}

// PrintsCodes tells whether the firmware prints the numbers of its stack's errors; where it does not, only outcomes
// and alerts can be compared.
func (p *Profile) PrintsCodes() bool {
	for _, e := range p.Entries {
		if e.Code != 0 {
			return true
		}
	}
	return false
}

// statement is what a stack is known to do about a scenario, with the firmware's kind of trust. sim is what a simulated
// board that stands for it is known to do in place of that; nil where it does the same.
func (p *Profile) statement(stack string, sc servers.Scenario) (e profile.Expectation, sim *profile.Difference, ok bool) {
	pinned := p.Pin == config.PinIntermediate && (sc.Group == servers.GroupChain || sc.Group == servers.GroupRenewal)
	if pinned {
		e, ok = profile.ExpectIntermediate(stack, sc)
	} else {
		e, ok = profile.Expect(stack, p.Trust, sc)
	}
	if !ok || !p.Sim || pinned && special(e, stack, sc) {
		return e, nil, ok
	}
	if d, differs := profile.Simulated(stack, sc); differs {
		sim = &d
	}
	return e, sim, ok
}

// special tells whether a statement for a pinned intermediate is another than that for a pinned root, which simulations are
// compared with.
func special(e profile.Expectation, stack string, sc servers.Scenario) bool {
	root, ok := profile.Expect(stack, config.TrustCA, sc)
	return !ok || e.Outcome != root.Outcome || e.Code != root.Code || e.Alert != root.Alert
}
