package config

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// checkFaults fails when an error is anything but a list of faults with lines.
func checkFaults(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	var list Faults
	if !errors.As(err, &list) || len(list) == 0 {
		t.Fatalf("the error is no list of faults: %v", err)
	}
	for _, f := range list {
		if f.Line < 1 || strings.TrimSpace(f.What) == "" || f.File == "" {
			t.Errorf("a fault without line, file or text: %+v", f)
		}
	}
}

func FuzzBench(f *testing.F) {
	example, err := os.ReadFile("testdata/bench.example.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(example)
	for _, seed := range []string{aBoard, "a: &a [*a]\n", "? [a]\n: b\n", "{{a: b}: c}", "wifi: {<<: {psk: x}}", "boards: [&b {name: a}, *b]\n", "%YAML 9\n--- !x\n", "\xff\xfe\x00"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := benchReader{faults: faults{file: "bench.yaml"}, dir: t.TempDir(), lookup: func(string) (string, bool) { return "", false }}
		bench := r.read(data)
		err := r.err()
		checkFaults(t, err)
		if err == nil && (bench == nil || len(bench.Boards) == 0) {
			t.Error("neither an error nor a board")
		}
	})
}

func FuzzFirmware(f *testing.F) {
	f.Add([]byte(minimal))
	for _, seed := range []string{"chips: esp32\nrequest: {headers: {a: b}, body: {text: x}}\n", "chips: [esp32]\nretry: {spacing: 1s}\n", "- a\n", "chips: *x\n", "a: 'b\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := firmwareReader{faults: faults{file: FirmwareFile}, dir: t.TempDir()}
		firmware := r.read(data)
		err := r.err()
		checkFaults(t, err)
		if err == nil && len(firmware.Chips) == 0 {
			t.Error("neither an error nor a chip")
		}
	})
}

func FuzzKnownFailures(f *testing.F) {
	for _, seed := range []string{"- {spec: a, reason: b}\n", "[]", "- - a\n", "spec: a\n", "- {spec: '**/', reason: [x]}\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		list := &faults{file: KnownFailuresFile}
		known := parseKnownFailures(list, data)
		err := list.err()
		checkFaults(t, err)
		for _, k := range known {
			if err == nil && (k.Spec == "" || k.Reason == "") {
				t.Errorf("an entry without spec or reason: %+v", k)
			}
		}
	})
}
