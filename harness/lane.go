package harness

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"github.com/benchtrial/benchtrial/harness/config"
)

// LaneVar is the environment variable that names a lane's file.
const LaneVar = "BENCHTRIAL_LANE"

// Lane is one serial run of the specs on one board, frozen before it starts: what a lane runs must not depend on
// what it finds on the way.
type Lane struct {
	Board   config.Board   `json:"board"`
	Host    string         `json:"host"`     // the name that the firmware connects to
	PKI     string         `json:"pki"`      // folder of the bench's trust anchor
	Esptool string         `json:"esptool"`  // path of the program
	Ledger  string         `json:"ledger"`   // folder that remembers which board holds what
	Trials  []LaneFirmware `json:"firmware"` // in the order in which they are flashed
	Specs   []string       `json:"specs"`    // names; nil: all
	Suite   Suite          `json:"suite"`    // how much of the catalogue is tried
	Seed    int64          `json:"seed"`     // order of the specs within a firmware; 0: as written
	Plan    bool           `json:"plan"`     // only name the specs
	Air     Air            `json:"air"`      // how the board's Wi-Fi is switched
}

// Suite says how much of the catalogue of scenarios a run tries.
type Suite string

// The suites. Each holds the one before it.
const (
	SuiteSmoke Suite = "smoke" // what every run tries
	SuiteFull  Suite = "full"  // every scenario, and what is known of the stack besides what the firmware promises
)

// ReadSuite reads the name of a suite; "" is SuiteSmoke.
func ReadSuite(name string) (Suite, error) {
	switch s := Suite(name); s {
	case "":
		return SuiteSmoke, nil
	case SuiteSmoke, SuiteFull:
		return s, nil
	}
	return "", fmt.Errorf("%q is no suite; there are %s and %s", name, SuiteSmoke, SuiteFull)
}

// LaneFirmware is a firmware with the image that was built of it for the lane's board.
type LaneFirmware struct {
	Firmware config.Firmware `json:"firmware"`
	Image    LaneImage       `json:"image"`
}

// LaneImage is what is flashed.
type LaneImage struct {
	Hash    string       `json:"hash"`
	ELF     string       `json:"elf"`
	Regions []LaneRegion `json:"regions"`
}

// LaneRegion is a file and where in flash it belongs.
type LaneRegion struct {
	Offset uint32 `json:"offset"`
	Path   string `json:"path"`
}

// Runs tells whether the lane was given the spec of that name.
func (l *Lane) Runs(spec string) bool {
	return l.Specs == nil || slices.Contains(l.Specs, spec)
}

// TellsTime tells whether the lane's bench is to tell the board the time: a simulated one always, as that takes no
// privilege, another one when a firmware promises to ask for it.
func (l *Lane) TellsTime() bool {
	return l.Board.Simulated || slices.ContainsFunc(l.Trials, func(fw LaneFirmware) bool { return fw.Firmware.Clock.Wait > 0 })
}

// ReadLane reads a lane's file.
func ReadLane(path string) (*Lane, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the lane's file: %w", err)
	}
	lane := new(Lane)
	if err := json.Unmarshal(raw, lane); err != nil {
		return nil, fmt.Errorf("reading the lane's file %s: %w", path, err)
	}
	return lane, nil
}

// Write writes the lane's file.
func (l *Lane) Write(path string) error {
	raw, err := json.MarshalIndent(l, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the lane's file: %w", err)
	}
	return os.WriteFile(path, raw, 0o600)
}
