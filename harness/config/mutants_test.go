package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every mutant of the project's own sketches must still fit the sketch that it changes.
func TestMutantsFitTheirSketches(t *testing.T) {
	files, err := filepath.Glob("../../boards/firmware/*/" + MutantsFile)
	if err != nil || len(files) == 0 {
		t.Fatalf("no mutants found: %v", err)
	}
	for _, file := range files {
		fw, err := ReadFirmware(filepath.Dir(file))
		if err != nil {
			t.Fatal(err)
		}
		sketch, err := os.ReadFile(fw.Sketch)
		if err != nil {
			t.Fatal(err)
		}
		mutants, err := ReadMutants(filepath.Dir(file))
		if err != nil {
			t.Error(err)
		}
		for _, m := range mutants {
			if changed, err := m.Apply(string(sketch)); err != nil || changed == string(sketch) {
				t.Errorf("%s changes nothing: %v", m.Name, err)
			}
		}
	}
}

func TestMutantsAreChecked(t *testing.T) {
	for name, test := range map[string]struct{ yaml, says string }{
		"no list":     {"name: a", "wants a list"},
		"unknown key": {`- {name: a, fault: f, find: x, replace: "", caught_by: p, why: z}`, "why"},
		"missing key": {`- {name: a, fault: f, find: x, replace: ""}`, "caught_by"},
		"twice":       {"- {name: a, fault: f, find: x, replace: y, caught_by: p}\n- {name: a, fault: f, find: x, replace: y, caught_by: p}", "line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, MutantsFile), []byte(test.yaml), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := ReadMutants(dir); err == nil || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), MutantsFile) {
				t.Errorf("got %v, wanted an error about %q", err, test.says)
			}
		})
	}
}

func TestMutantsApplyOnce(t *testing.T) {
	for name, test := range map[string]struct {
		mutant Mutant
		want   string // "" for an error
	}{
		"once":        {Mutant{Find: "b", Replace: "x"}, "axcc"},
		"not there":   {Mutant{Find: "z", Replace: "x"}, ""},
		"twice":       {Mutant{Find: "c", Replace: "x"}, ""},
		"all of them": {Mutant{Find: "c", Replace: "x", All: true}, "abxx"},
	} {
		got, err := test.mutant.Apply("abcc")
		if got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%s: got %q, %v, wanted %q", name, got, err, test.want)
		}
	}
}
