package setup

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var all = []Need{BuildNative, Flash, Race}

func TestBareMachine(t *testing.T) {
	f := newFake(t)
	opts, out := f.options()
	if err := Ensure(t.Context(), opts, Tools(all...)...); err != nil {
		t.Fatal(err)
	}
	for _, status := range Check(opts, Tools(all...)...) {
		if !status.OK() || status.Found == "" || status.Mend != "" {
			t.Errorf("afterwards: %s: found %q, missing %q, mend %q", status.Tool.Name, status.Found, status.Missing, status.Mend)
		}
	}
	if n := f.count("apt-get"); n != 2 {
		t.Errorf("apt-get ran %d times, want once to update and once to install: %q", n, f.ran)
	}
	for _, want := range []string{"arduino-ctags", "finds the functions of a sketch", "Setting up arduino-ctags (1.0)", "installed esptool " + EsptoolVersion} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q was not told:\n%s", want, out)
		}
	}
	if strings.Contains(out.String(), "libdependency") {
		t.Errorf("a package that nobody asked for by name was told:\n%s", out)
	}
}

func TestSecondRunOnlyLooks(t *testing.T) {
	f := newFake(t).complete()
	opts, out := f.options()
	if err := Ensure(t.Context(), opts, Tools(all...)...); err != nil {
		t.Fatal(err)
	}
	f.ran, f.fails = nil, map[string]string{"": "no program may run"}
	out.Reset()
	if err := Ensure(t.Context(), opts, Tools(all...)...); err != nil {
		t.Fatal(err)
	}
	if len(f.ran) != 0 || out.Len() != 0 {
		t.Errorf("the second run started %q and said %q, want nothing", f.ran, out)
	}
}

func TestNotAllowed(t *testing.T) {
	for name, change := range map[string]func(*fake){
		"sudo asks for a password": func(f *fake) { f.isRoot = false },
		"no sudo":                  func(f *fake) { f.isRoot, f.programs["sudo"] = false, false },
		"no apt-get":               func(f *fake) { f.programs["apt-get"] = false },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t).complete()
			f.programs["arduino-ctags"] = false
			change(f)
			opts, _ := f.options()
			err := Ensure(t.Context(), opts, Tools(BuildNative)...)
			var cannot *CannotInstallError
			if !errors.As(err, &cannot) {
				t.Fatalf("got %v, want a CannotInstallError", err)
			}
			const command = "sudo apt-get update && sudo apt-get install --no-install-recommends -y arduino-ctags"
			if cannot.Command != command || !strings.Contains(err.Error(), command) {
				t.Errorf("got the command %q in %q, want %q", cannot.Command, err, command)
			}
			if f.count("install") != 0 {
				t.Errorf("ran %q", f.ran)
			}
		})
	}
}

func TestSudoWithoutPassword(t *testing.T) {
	f := newFake(t).complete()
	f.isRoot, f.sudo, f.programs["arduino-builder"] = false, true, false
	opts, _ := f.options()
	if err := Ensure(t.Context(), opts, Tools(BuildNative)...); err != nil {
		t.Fatal(err)
	}
	if f.count("sudo -n env DEBIAN_FRONTEND=noninteractive") != 2 {
		t.Errorf("ran %q, want apt-get by sudo", f.ran)
	}
}

func TestAptFails(t *testing.T) {
	f := newFake(t)
	f.fails[" install "] = "E: Unable to locate package arduino-builder"
	opts, _ := f.options()
	err := Ensure(t.Context(), opts, Tools(BuildNative)...)
	if err == nil || !strings.Contains(err.Error(), "E: Unable to locate package arduino-builder") {
		t.Errorf("got %v, want apt's last words", err)
	}
	if strings.Contains(err.Error(), "offline") {
		t.Errorf("the network is blamed though the lists were fetched: %v", err)
	}
}

func TestOffline(t *testing.T) {
	f := newFake(t)
	f.fails["apt-get"] = "Err:1 http://deb.debian.org bookworm\nW: Failed to fetch http://deb.debian.org/debian"
	opts, _ := f.options()
	err := Ensure(t.Context(), opts, Tools(BuildNative)...)
	if err == nil || !strings.Contains(err.Error(), "offline") || !strings.Contains(err.Error(), "sudo apt-get update") {
		t.Errorf("got %v, want it to name the network and the command", err)
	}
}

// A dead third-party source must not stop packages that are to be had.
func TestUpdateFailsInstallWorks(t *testing.T) {
	f := newFake(t).complete()
	f.programs["arduino-builder"] = false
	f.fails["apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=2 -o APT::Color=0 update"] = "E: The repository 'http://gone' does not have a Release file."
	opts, _ := f.options()
	if err := Ensure(t.Context(), opts, Tools(BuildNative)...); err != nil {
		t.Errorf("got %v, want no error", err)
	}
}

func TestPackageLacksItsProgram(t *testing.T) {
	f := newFake(t).complete()
	f.files["/usr/include/mbedtls/ssl.h"] = false
	opts, _ := f.options()
	tools := Tools(BuildNative)
	for i := range tools {
		if tools[i].Name == "mbedTLS" {
			tools[i].Packages = []string{"something-else"}
		}
	}
	err := Ensure(t.Context(), opts, tools...)
	if err == nil || !strings.Contains(err.Error(), "mbedTLS") || !strings.Contains(err.Error(), "after it was installed") {
		t.Errorf("got %v, want the tool that is still missing", err)
	}
}

func TestStopped(t *testing.T) {
	f := newFake(t)
	opts, _ := f.options()
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("interrupted by the user")
	cancel(why)
	if err := Ensure(ctx, opts, Tools(BuildNative)...); !errors.Is(err, why) {
		t.Errorf("got %v, want the context's cause", err)
	}
}

func TestToolsOfANeed(t *testing.T) {
	names := func(needs ...Need) (out []string) {
		for _, tool := range Tools(needs...) {
			out = append(out, tool.Name)
			if tool.Why == "" || len(tool.Packages) == 0 {
				t.Errorf("%s: no reason or no package", tool.Name)
			}
		}
		return out
	}
	if got := strings.Join(names(Flash), " "); got != "esptool" {
		t.Errorf("flash needs %q, want esptool alone", got)
	}
	if got := strings.Join(names(BuildNative, BuildNative), " "); got != "g++ arduino-builder arduino-ctags mbedTLS BearSSL" {
		t.Errorf("build-native needs %q", got)
	}
}

// Where another process is at it already, the second waits and finds everything there.
func TestTwoAtOnce(t *testing.T) {
	f := newFake(t)
	opts, _ := f.options()
	if err := Ensure(t.Context(), opts, Tools(all...)...); err != nil {
		t.Fatal(err)
	}
	// As seen by one that looked before the first was done: its list of what is missing is made anew under the lock.
	if err := install(t.Context(), opts, missing(opts, Tools(all...))); err != nil {
		t.Fatal(err)
	}
	if f.count("-m venv") != 1 {
		t.Errorf("the environment was made %d times, want once", f.count("-m venv"))
	}
	if _, err := os.Stat(filepath.Join(f.root, toolsFolder, "lock")); err != nil {
		t.Errorf("no lock file: %v", err)
	}
}
