package run

import (
	"bytes"
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/reports"
)

// ended is a run in which specs of a mutant ended so.
func ended(states map[string]reports.State) *reports.Run {
	run := &reports.Run{}
	for name, state := range states {
		run.Specs = append(run.Specs, &reports.Spec{Name: "m / " + name, Firmware: "m", End: reports.SpecEnd{State: state}})
	}
	return run
}

// A pattern of which nothing was tried says nothing in a small suite, and is a mistake in the full one.
func TestMutantsThatOnlyTheFullSuiteCatches(t *testing.T) {
	run := ended(map[string]reports.State{"reply / whole": reports.Failed, "reply / never": reports.Passed})
	for name, c := range map[string]struct {
		caughtBy []string
		suite    harness.Suite
		code     int
		says     string
	}{
		"caught":                   {[]string{"reply / whole"}, harness.SuiteSmoke, exitPassed, "✓"},
		"survives":                 {[]string{"reply / never"}, harness.SuiteSmoke, exitFailed, "✗"},
		"not tried":                {[]string{"wifi / *"}, harness.SuiteSmoke, exitPassed, "✓"},
		"caught by nothing at all": {[]string{"wifi / *"}, harness.SuiteFull, exitFailed, `NOT caught by "wifi / *"`},
		"one of two":               {[]string{"reply / whole", "wifi / *"}, harness.SuiteFull, exitFailed, "✗"},
	} {
		var out bytes.Buffer
		code := convict(&out, run, []mutant{{Mutant: config.Mutant{CaughtBy: c.caughtBy}, firmware: "m"}}, c.suite)
		if code != c.code || !strings.Contains(out.String(), c.says) {
			t.Errorf("%s: code %d, want %d:\n%s", name, code, c.code, out.String())
		}
	}
	var out bytes.Buffer
	convict(&out, ended(nil), []mutant{{Mutant: config.Mutant{CaughtBy: []string{"wifi / *"}}, firmware: "m"}}, harness.SuiteSmoke)
	if !strings.Contains(out.String(), "not tried in the smoke suite") {
		t.Errorf("a mutant of which nothing was tried: %s", out.String())
	}
}
