package setup

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// made returns a machine on which esptool is set up.
func made(t *testing.T) (*fake, Options) {
	f := newFake(t).complete()
	opts, _ := f.options()
	if err := Ensure(t.Context(), opts, Tools(Flash)...); err != nil {
		t.Fatal(err)
	}
	f.ran = nil
	return f, opts
}

func TestVenvIsRemade(t *testing.T) {
	for name, damage := range map[string]func(f *fake, dir string) error{
		"interrupted": func(_ *fake, dir string) error { return os.Remove(filepath.Join(dir, stampName)) },
		"other requirements": func(_ *fake, dir string) error {
			return os.WriteFile(filepath.Join(dir, stampName), []byte("of another version\n"), 0o644)
		},
		"esptool gone": func(f *fake, _ string) error { return os.Remove(Esptool(f.root)) },
		"python gone":  func(_ *fake, dir string) error { return os.Remove(filepath.Join(dir, "python3.11")) },
		"python upgraded": func(f *fake, dir string) error {
			f.write("python3.13")
			return replaceLink("../python3.13", filepath.Join(dir, "bin/python3"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			f, opts := made(t)
			if err := damage(f, venvFolder(f.root)); err != nil {
				t.Fatal(err)
			}
			status := Check(opts, Tools(Flash)...)[0]
			if status.OK() || status.Mend != "make setup" {
				t.Fatalf("the damage was not seen: %+v", status)
			}
			leftover := filepath.Join(venvFolder(f.root), "leftover")
			if err := os.WriteFile(leftover, nil, 0o644); err != nil {
				t.Fatal(err)
			}
			if err := Ensure(t.Context(), opts, Tools(Flash)...); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(leftover); err == nil {
				t.Error("the old environment was built upon, not removed")
			}
		})
	}
}

func replaceLink(target, path string) error {
	if err := os.Remove(path); err != nil {
		return err
	}
	return os.Symlink(target, path)
}

// A copied project brings an environment whose scripts name the Python of the old place.
func TestVenvDoesNotSurviveAMove(t *testing.T) {
	f, _ := made(t)
	moved := filepath.Join(t.TempDir(), "moved")
	if err := os.Rename(f.root, moved); err != nil {
		t.Fatal(err)
	}
	f.root = moved
	opts, _ := f.options()
	if status := Check(opts, Tools(Flash)...)[0]; status.OK() {
		t.Error("the moved environment was taken for good")
	}
}

func TestPyPIFails(t *testing.T) {
	f := newFake(t).complete()
	f.fails["pip install"] = "ERROR: No matching distribution found for esptool==5.6.0"
	opts, _ := f.options()
	err := Ensure(t.Context(), opts, Tools(Flash)...)
	if err == nil || !strings.Contains(err.Error(), "No matching distribution") || !strings.Contains(err.Error(), "PIP_INDEX_URL") {
		t.Errorf("got %v, want pip's words and the way to name a mirror", err)
	}
	if status := Check(opts, Tools(Flash)...)[0]; status.OK() || !strings.Contains(status.Missing, "half made") {
		t.Errorf("afterwards: %+v, want it half made", status)
	}
}

func TestPythonWithoutVenv(t *testing.T) {
	f := newFake(t).complete()
	f.noVenv = true
	opts, _ := f.options()
	if err := Ensure(t.Context(), opts, Tools(Flash)...); err != nil {
		t.Fatal(err)
	}
	if f.count("-y --no-install-recommends python3-venv") != 1 {
		t.Errorf("ran %q, want python3-venv alone installed", f.ran)
	}
}

// Debian's Python is taken even where another comes first in PATH, and the other where there is no Debian's.
func TestWhichPython(t *testing.T) {
	f := newFake(t).complete()
	opts, _ := f.options()
	if err := Ensure(t.Context(), opts, Tools(Flash)...); err != nil {
		t.Fatal(err)
	}
	if f.count("/usr/bin/python3 -m venv") != 1 {
		t.Errorf("ran %q, want Debian's Python", f.ran)
	}
	f = newFake(t).complete()
	f.files[debianPy] = false
	opts, _ = f.options()
	if python, err := findPython(opts); err != nil || python != "/usr/bin/python3" {
		t.Errorf("got %q, %v; want PATH's python3", python, err)
	}
}

// Each requirement has to be pinned to one version and to hashes: pip --require-hashes refuses the whole file otherwise, on the user's
// machine and not here.
func TestRequirementsArePinned(t *testing.T) {
	pin := regexp.MustCompile(`^([a-z0-9-]+)==([0-9.]+) \\$`)
	var names []string
	for _, file := range [][]byte{esptoolRequirements, buildRequirements} {
		hashes := 1
		for line := range strings.Lines(string(file)) {
			line = strings.TrimRight(line, "\n")
			switch m := pin.FindStringSubmatch(line); {
			case line == "" || strings.HasPrefix(strings.TrimSpace(line), "#"):
			case m != nil:
				if hashes == 0 {
					t.Errorf("%s has no hash", names[len(names)-1])
				}
				names, hashes = append(names, m[1]), 0
				if m[1] == "esptool" && m[2] != EsptoolVersion {
					t.Errorf("esptool is pinned to %s, want %s", m[2], EsptoolVersion)
				}
			case regexp.MustCompile(`^    --hash=sha256:[0-9a-f]{64}( \\)?$`).MatchString(line):
				hashes++
			default:
				t.Errorf("line %q is neither a pin nor a hash", line)
			}
		}
	}
	for _, want := range []string{"esptool", "pyserial", "esp-pylib", "setuptools"} {
		if !slices.Contains(names, want) {
			t.Errorf("%s is not pinned", want)
		}
	}
}

func TestEnvironment(t *testing.T) {
	got := environment([]string{"HOME=/h", "PIP_USER=1", "PYTHONPATH=x", "PYTHONHOME=y", "PIP_INDEX_URL=u"}, []string{"PYTHON*", "PIP_USER", "HOME=/other"})
	if want := []string{"PIP_INDEX_URL=u", "HOME=/other"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Real programs, to see that output and failure come through.
func TestMachineRuns(t *testing.T) {
	var out bytes.Buffer
	if err := (Machine{}).Run(t.Context(), &out, []string{"GREETING=hello"}, "sh", "-c", "echo $GREETING; echo late >&2; exit 3"); err == nil || out.String() != "hello\nlate\n" {
		t.Errorf("got %q, %v; want both lines and a failure", &out, err)
	}
	if !(Machine{}).Exists("/") || (Machine{}).Exists("/no/such/place") {
		t.Error("Exists is wrong")
	}
}
