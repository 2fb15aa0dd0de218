package run

import (
	"bytes"
	"os"
	"path/filepath"
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

// A spec without a result is no spec that the mutant survived.
func TestMutantsWithoutAResult(t *testing.T) {
	unbuilt := &reports.Build{Building: reports.Building{Error: "sketch.ino:1: error"}, Firmware: "m", Done: true}
	for name, c := range map[string]struct {
		run   *reports.Run
		suite harness.Suite
		code  int
		says  string
	}{
		"lost":          {ended(map[string]reports.State{"reply / whole": reports.Lost}), harness.SuiteSmoke, exitIncomplete, `bench trouble: no result of "reply / *"`},
		"errored":       {ended(map[string]reports.State{"reply / whole": reports.Errored}), harness.SuiteFull, exitIncomplete, "not judged"},
		"not built":     {&reports.Run{Builds: []*reports.Build{unbuilt}}, harness.SuiteFull, exitIncomplete, "not judged: bench trouble: it was not built"},
		"one of them":   {ended(map[string]reports.State{"reply / a": reports.Lost, "reply / b": reports.Failed}), harness.SuiteSmoke, exitPassed, "✓"},
		"survived":      {ended(map[string]reports.State{"reply / whole": reports.Passed}), harness.SuiteSmoke, exitFailed, "✗"},
		"control fails": {ended(map[string]reports.State{"reply / whole": reports.Unjudged}), harness.SuiteSmoke, exitFailed, "✗"},
	} {
		var out bytes.Buffer
		code := convict(&out, c.run, []mutant{{Mutant: config.Mutant{CaughtBy: []string{"reply / *"}}, firmware: "m"}}, c.suite)
		if code != c.code || !strings.Contains(out.String(), c.says) {
			t.Errorf("%s: code %d, want %d:\n%s", name, code, c.code, out.String())
		}
	}
}

// The known failures of a sketch are its mutants' as well, under their names.
func TestMutantsKeepKnownFailures(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "blink")
	for name, text := range map[string]string{
		"blink.ino": "void setup() {}", config.FirmwareFile: "chips: [esp32]\n",
		config.KnownFailuresFile: "- spec: \"blink / reply / *\"\n  except: [\"blink / reply / never *\"]\n  reason: the first pause / and so on\n",
	} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	fw, err := config.ReadFirmware(dir)
	if err != nil {
		t.Fatal(err)
	}
	made, err := breedOne(fw, config.Mutant{Name: "too-late", Find: "setup", Replace: "set_up"}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	bred, err := config.ReadFirmware(made.dir)
	if err != nil {
		t.Fatal(err)
	}
	for spec, want := range map[string]bool{
		"blink_too_late / reply / whole": true, "blink_too_late / reply / never ends": false, "blink / reply / whole": false,
	} {
		if _, known := bred.KnownFailure(spec); known != want {
			t.Errorf("%s: known is %t", spec, known)
		}
	}
}
