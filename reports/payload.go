package reports

import (
	"math"
	"strconv"
	"time"
)

// Seconds is a duration in JSON: a number with at most six decimals. What is no number is written as null.
type Seconds float64

// InSeconds converts a duration.
func InSeconds(d time.Duration) Seconds { return Seconds(d.Seconds()) }

// Duration converts back.
func (s Seconds) Duration() time.Duration { return time.Duration(float64(s) * float64(time.Second)) }

// MarshalJSON rounds to microseconds.
func (s Seconds) MarshalJSON() ([]byte, error) {
	x := float64(s)
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, math.Round(x*1e6)/1e6, 'f', -1, 64), nil
}

// RunInfo is the payload of run-began.
type RunInfo struct {
	Bench     string            `json:"bench,omitempty"`      // the bench's name
	BenchFile string            `json:"bench_file,omitempty"` // as it was given, "" for the built-in bench
	Seed      int64             `json:"seed"`
	Args      []string          `json:"args,omitempty"`
	Firmware  map[string]string `json:"firmware,omitempty"` // name to folder, as it was given
	Articles  []Article         `json:"articles,omitempty"` // that the firmware comes from
	Out       string            `json:"out,omitempty"`      // the folder of this run
	Version   string            `json:"version,omitempty"`  // of benchtrial: commit or tag
	Host      string            `json:"host,omitempty"`     // the machine's name
	Env       map[string]string `json:"env,omitempty"`      // what else describes the machine; no secrets
}

// Tool is the payload of tool.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
	Path    string `json:"path,omitempty"`
}

// Progress is the payload of build-progress and flash-progress.
type Progress struct {
	Percent float64 `json:"percent"` // 0 to 100
}

// Building is the payload of build-began and build-done.
type Building struct {
	Chip    string  `json:"chip,omitempty"`
	Builder string  `json:"builder,omitempty"`
	Hash    string  `json:"hash,omitempty"` // of the image
	Cached  bool    `json:"cached,omitempty"`
	Took    Seconds `json:"took,omitempty"`
	Error   string  `json:"error,omitempty"` // the compiler's words
}

// Flashing is the payload of flash-began and flash-done.
type Flashing struct {
	Hash    string  `json:"hash,omitempty"` // of the image
	Skipped bool    `json:"skipped,omitempty"`
	MAC     string  `json:"mac,omitempty"`
	Took    Seconds `json:"took,omitempty"`
	Error   string  `json:"error,omitempty"`
}

// LaneInfo is the payload of lane-began.
type LaneInfo struct {
	Chip      string   `json:"chip,omitempty"`
	Port      string   `json:"port,omitempty"`
	MAC       string   `json:"mac,omitempty"`
	Labels    []string `json:"labels,omitempty"`
	Simulated bool     `json:"simulated,omitempty"`
	ClockRate float64  `json:"clock_rate,omitempty"`
	PID       int      `json:"pid,omitempty"`
}

// LaneEnd is the payload of lane-ended.
type LaneEnd struct {
	Exit   int    `json:"exit"`             // of the lane's process, -1 when a signal ended it
	Reason string `json:"reason,omitempty"` // what is known of an end out of turn: the signal, the last lines it printed
}

// Planned is the payload of plan.
type Planned struct {
	Topic   string   `json:"topic,omitempty"`
	File    string   `json:"file,omitempty"` // relative to the module
	Line    int      `json:"line,omitempty"`
	Labels  []string `json:"labels,omitempty"`
	Control bool     `json:"control,omitempty"` // the positive control: when it fails, the rest is not judged

	// Stack and Weakness are of a spec that says what a TLS stack is known to do, rather than what the firmware promises:
	// the profile, and why it is a pity, "" when it is none.
	Stack    string `json:"stack,omitempty"`
	Weakness string `json:"weakness,omitempty"`
}

// TrialEnd is the payload of trial-ended.
type TrialEnd struct {
	Verdict   Verdict `json:"verdict"`
	Wanted    Verdict `json:"wanted,omitempty"` // NotJudged when the scenario demands no one verdict
	Reason    string  `json:"reason,omitempty"` // what both witnesses say, in one line
	Attempts  int     `json:"attempts"`         // connections that the server saw
	Wall      Seconds `json:"wall"`             // bench time
	BoardTime Seconds `json:"board_time"`
	Waiting   Seconds `json:"waiting"` // bench time in which the firmware waited by its own will

	// LowestHeap is the least number of bytes that were free on the board at any time, 0 where nobody saw it.
	LowestHeap int `json:"lowest_heap,omitempty"`

	Spoiled string `json:"spoiled,omitempty"` // why this trial is no evidence and is repeated, "" for one that counts
}

// EvidenceHeading begins the part of a SpecEnd's message that shows what both witnesses saw. Views do not show it twice.
const EvidenceHeading = "the board says"

// SpecEnd is the payload of spec-ended.
type SpecEnd struct {
	State   State   `json:"state"`
	Message string  `json:"message,omitempty"` // why it did not pass
	Reason  string  `json:"reason,omitempty"`  // of a known failure
	File    string  `json:"file,omitempty"`    // where it failed
	Line    int     `json:"line,omitempty"`
	Took    Seconds `json:"took"`
}

// BenchError is the payload of bench-error.
type BenchError struct {
	Phase string `json:"phase"`          // what was being done, one of the Phase constants or another word
	Code  int    `json:"code,omitempty"` // the exit code that this trouble asks for, 0 lets the phase decide
}

// Phases of a BenchError that have an exit code of their own.
const (
	PhaseUsage  = "usage"  // the command line or a file that a person wrote: exit code 2
	PhaseBuild  = "build"  // the sketch does not compile: exit code 2
	PhaseBusy   = "busy"   // another process holds the board: exit code 75
	PhaseSignal = "signal" // fell over because the run was being interrupted
)

// RunEnd is the payload of run-ended.
type RunEnd struct {
	Exit int `json:"exit"`
}
