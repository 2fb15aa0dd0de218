package setup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// fake is a machine made of maps. Its apt-get and pip change what is there, as the real ones do.
type fake struct {
	t        *testing.T
	root     string // the project's folder
	programs map[string]bool
	files    map[string]bool
	isRoot   bool
	sudo     bool              // sudo asks for no password
	fails    map[string]string // first word of a command that matters ("apt-get update", "pip") to its last words
	ran      []string
	noVenv   bool // Debian's python3 without python3-venv
}

func newFake(t *testing.T) *fake {
	return &fake{t: t, root: t.TempDir(), isRoot: true, fails: map[string]string{},
		programs: map[string]bool{"apt-get": true, "sudo": true},
		files:    map[string]bool{"/etc/debian_version": true}}
}

// complete gives the fake all that Tools wants, except the virtual environment.
func (f *fake) complete() *fake {
	for _, name := range []string{"g++", "gcc", "strip", "arduino-builder", "arduino-ctags", "python3"} {
		f.programs[name] = true
	}
	for _, path := range []string{"/usr/include/stdio.h", "/usr/include/stdlib.h", "/usr/include/mbedtls/ssl.h", "/usr/include/bearssl.h", debianPy, "/etc/ssl/certs/ca-certificates.crt"} {
		f.files[path] = true
	}
	return f
}

func (f *fake) options() (Options, *strings.Builder) {
	out := new(strings.Builder)
	return Options{Root: f.root, Out: out, System: f}, out
}

func (f *fake) LookPath(program string) (string, error) {
	if f.programs[program] {
		return "/usr/bin/" + program, nil
	}
	return "", errors.New("not found")
}

func (f *fake) Exists(path string) bool {
	if strings.HasPrefix(path, f.root) {
		return Machine{}.Exists(path)
	}
	return f.files[path]
}

func (f *fake) Root() bool { return f.isRoot }

func (f *fake) Run(ctx context.Context, out io.Writer, env []string, argv ...string) error {
	line := strings.Join(argv, " ")
	f.ran = append(f.ran, line)
	for words, last := range f.fails {
		if strings.Contains(line, words) {
			fmt.Fprintln(out, last)
			return errors.New("exit status 100")
		}
	}
	switch {
	case strings.HasPrefix(line, "sudo -n true") && !f.sudo:
		return errors.New("exit status 1")
	case strings.Contains(line, "apt-get") && slices.Contains(argv, "install"):
		f.install(out, argv)
	case strings.Contains(line, "import ensurepip") && f.noVenv:
		return errors.New("exit status 1")
	case strings.Contains(line, "-m venv"):
		f.venv(argv[len(argv)-1])
	case strings.Contains(line, "esptool-requirements.txt"):
		f.write("bin/esptool")
	}
	return ctx.Err()
}

func (f *fake) install(out io.Writer, argv []string) {
	fmt.Fprintln(out, "Setting up libdependency (1.0) ...")
	for _, name := range argv[slices.Index(argv, "--no-install-recommends")+1:] {
		fmt.Fprintf(out, "Setting up %s (1.0) ...\n", name)
		switch name {
		case "g++":
			f.programs["g++"], f.programs["strip"], f.files["/usr/include/stdio.h"] = true, true, true
		case "libc6-dev":
			f.files["/usr/include/stdlib.h"] = true
		case "libmbedtls-dev":
			f.files["/usr/include/mbedtls/ssl.h"] = true
		case "libbearssl-dev":
			f.files["/usr/include/bearssl.h"] = true
		case "python3":
			f.files[debianPy] = true
		default:
			f.programs[name] = true
		}
	}
}

// venv makes what python3 -m venv makes, as far as setup looks at it.
func (f *fake) venv(dir string) {
	if dir != venvFolder(f.root) {
		f.t.Errorf("virtual environment in %q, want %q", dir, venvFolder(f.root))
	}
	f.write("lib/python3.11/site-packages/pip")
	f.write("python3.11")
	f.write("bin/activate")
	if err := os.Symlink("../python3.11", filepath.Join(dir, "bin/python3")); err != nil {
		f.t.Error(err)
	}
}

func (f *fake) write(path string) {
	path = filepath.Join(venvFolder(f.root), path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		f.t.Error(err)
	}
	if err := os.WriteFile(path, nil, 0o755); err != nil {
		f.t.Error(err)
	}
}

// count is how many commands had these words.
func (f *fake) count(words string) int {
	n := 0
	for _, line := range f.ran {
		if strings.Contains(line, words) {
			n++
		}
	}
	return n
}
