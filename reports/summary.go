package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// Summary is summary.json: the run for scripts. Its exit is the run's exit code, which make would turn into 2.
type Summary struct {
	Exit        int                                     `json:"exit"`
	Result      string                                  `json:"result"` // passed, failed, usage, incomplete, bench-broken, busy, interrupted
	Missing     []string                                `json:"missing,omitempty"`
	Started     time.Time                               `json:"started"`
	Duration    Seconds                                 `json:"duration"`
	Waiting     Seconds                                 `json:"waiting"` // bench time in which firmware waited by its own will
	Seed        int64                                   `json:"seed"`
	Bench       string                                  `json:"bench,omitempty"`
	Counts      Counts                                  `json:"counts"`
	Verdicts    map[string]map[string]map[string]string `json:"verdicts"` // board, firmware, trial
	Failures    []Failure                               `json:"failures"`
	Known       []KnownFailureSeen                      `json:"known_failures,omitempty"`
	Weaknesses  []WeaknessSeen                          `json:"weaknesses,omitempty"`
	BenchErrors []BenchErrorSeen                        `json:"bench_errors,omitempty"`
	Builds      []BuildSeen                             `json:"builds,omitempty"`
	Flashes     []FlashSeen                             `json:"flashes,omitempty"`
	Trials      []TrialSeen                             `json:"trials,omitempty"`
}

// Counts is how many specs ended how.
type Counts struct {
	Planned        int `json:"planned"`
	Passed         int `json:"passed"`
	Failed         int `json:"failed"`
	KnownFailures  int `json:"known_failures"`
	UnexpectedPass int `json:"unexpected_passes"`
	NotJudged      int `json:"not_judged"`
	Errors         int `json:"errors"`
	Skipped        int `json:"skipped"`
	Interrupted    int `json:"interrupted"`
	Lost           int `json:"lost"`
}

// Failure is a spec that somebody has to look at.
type Failure struct {
	Spec     string `json:"spec"`
	State    State  `json:"state"`
	Board    string `json:"board"`
	Firmware string `json:"firmware,omitempty"`
	Scenario string `json:"scenario,omitempty"`
	Message  string `json:"message"`
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	Repeat   string `json:"repeat"` // the command that runs this spec again
}

// KnownFailureSeen is a spec that failed as known_failures.yaml says.
type KnownFailureSeen struct {
	Spec   string `json:"spec"`
	Board  string `json:"board"`
	Reason string `json:"reason"`
}

// WeaknessSeen is something that a TLS stack is known to accept, and accepted here.
type WeaknessSeen struct {
	Scenario string   `json:"scenario"`
	Stack    string   `json:"stack"`
	Text     string   `json:"text"`
	Firmware []string `json:"firmware"`
}

// BenchErrorSeen is something that is wrong with the bench.
type BenchErrorSeen struct {
	Phase   string `json:"phase"`
	Board   string `json:"board,omitempty"`
	Message string `json:"message"`
}

// BuildSeen is one firmware made for one chip.
type BuildSeen struct {
	Firmware string  `json:"firmware"`
	Chip     string  `json:"chip,omitempty"`
	Builder  string  `json:"builder,omitempty"`
	Hash     string  `json:"hash,omitempty"`
	Cached   bool    `json:"cached"`
	Seconds  Seconds `json:"seconds"`
	Error    string  `json:"error,omitempty"`
}

// FlashSeen is one image on one board.
type FlashSeen struct {
	Board    string  `json:"board"`
	Firmware string  `json:"firmware,omitempty"`
	Skipped  bool    `json:"skipped"` // the board held these bytes already
	Seconds  Seconds `json:"seconds"`
	Error    string  `json:"error,omitempty"`
}

// TrialSeen is one scenario met by one firmware on one board.
type TrialSeen struct {
	Board     string  `json:"board"`
	Firmware  string  `json:"firmware"`
	Scenario  string  `json:"scenario"`
	Trial     string  `json:"trial"` // the scenario, or what tells this trial from others of it
	Verdict   Verdict `json:"verdict"`
	Reason    string  `json:"reason,omitempty"`
	Attempts  int     `json:"attempts"`
	Wall      Seconds `json:"wall"`
	BoardTime Seconds `json:"board_time"`
	Waiting   Seconds `json:"waiting"`
	Lowest    int     `json:"lowest_heap,omitempty"` // bytes of the board's heap that were free at the least
	Folder    string  `json:"folder,omitempty"`      // within the folder of the run
}

// WriteSummary writes summary.json.
func WriteSummary(w io.Writer, r *Run) error { return r.Summary().write(w) }

func (s Summary) write(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(s); err != nil {
		return fmt.Errorf("encoding the summary: %w", err)
	}
	return nil
}

// Summary returns the run for scripts.
func (r *Run) Summary() Summary {
	s := Summary{
		Exit: r.Exit(), Result: r.Result(), Missing: r.Missing(),
		Started: r.Began.UTC(), Duration: InSeconds(r.Took()), Waiting: InSeconds(r.Waiting()),
		Seed: r.Info.Seed, Bench: r.Info.Bench,
		Counts:   r.counts(),
		Verdicts: map[string]map[string]map[string]string{},
		Failures: []Failure{},
	}
	s.addSpecs(r)
	s.addTrials(r)
	for _, w := range r.weaknesses() {
		s.Weaknesses = append(s.Weaknesses, WeaknessSeen{w.Scenario, w.Stack, oneLine(w.Text, 400), w.Firmware})
	}
	for _, t := range r.Troubles {
		s.BenchErrors = append(s.BenchErrors, BenchErrorSeen{Phase: t.Phase, Board: t.Board, Message: block(t.Message)})
	}
	for _, b := range r.Builds {
		s.Builds = append(s.Builds, BuildSeen{b.Firmware, b.Chip, b.Builder, b.Hash, b.Cached, b.Took, block(b.Error)})
	}
	for _, f := range r.Flashes {
		s.Flashes = append(s.Flashes, FlashSeen{f.Board, f.Firmware, f.Skipped, f.Took, block(f.Error)})
	}
	return s
}

func (r *Run) counts() Counts {
	c := Counts{
		Passed: r.Count(Passed), Failed: r.Count(Failed), KnownFailures: r.Count(KnownFailure),
		UnexpectedPass: r.Count(UnexpectedPass), NotJudged: r.Count(Unjudged), Errors: r.Count(Errored),
		Skipped: r.Count(Skipped), Interrupted: r.Count(Interrupted), Lost: r.Count(Lost),
	}
	for _, spec := range r.Specs {
		if spec.Foreseen {
			c.Planned++
		}
	}
	return c
}

func (s *Summary) addSpecs(r *Run) {
	for _, spec := range r.Specs {
		switch {
		case spec.State().bad():
			s.Failures = append(s.Failures, Failure{
				Spec: spec.Name, State: spec.State(), Board: spec.Board, Firmware: spec.Firmware, Scenario: spec.Scenario,
				Message: block(explain(spec)), File: spec.End.File, Line: spec.End.Line, Repeat: r.Repeat(spec),
			})
		case spec.State() == KnownFailure:
			s.Known = append(s.Known, KnownFailureSeen{spec.Name, spec.Board, spec.End.Reason})
		}
	}
}

func (s *Summary) addTrials(r *Run) {
	for _, t := range r.Trials {
		s.Trials = append(s.Trials, TrialSeen{
			Board: t.Board, Firmware: t.Firmware, Scenario: t.Scenario, Trial: t.Name(), Verdict: t.Verdict, Reason: block(t.Reason),
			Attempts: t.Attempts, Wall: t.Wall, BoardTime: t.BoardTime, Waiting: t.Waiting, Lowest: t.LowestHeap, Folder: t.Folder,
		})
		if s.Verdicts[t.Board] == nil {
			s.Verdicts[t.Board] = map[string]map[string]string{}
		}
		if s.Verdicts[t.Board][t.Firmware] == nil {
			s.Verdicts[t.Board][t.Firmware] = map[string]string{}
		}
		s.Verdicts[t.Board][t.Firmware][t.Name()] = t.Verdict.String()
	}
}
