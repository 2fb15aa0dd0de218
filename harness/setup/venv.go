package setup

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

//go:embed esptool-requirements.txt
var esptoolRequirements []byte

//go:embed build-requirements.txt
var buildRequirements []byte

//go:embed benchtrial_rfc2217.py
var serialModule []byte

// EsptoolVersion is the version that the requirements pin.
const EsptoolVersion = "5.6.0"

const (
	toolsFolder = ".tools"
	stampName   = "benchtrial-stamp" // written last: without it the environment is half made
	debianPy    = "/usr/bin/python3" // the Python that Debian's python3-venv belongs to
)

// Esptool is the path of esptool in the project's virtual environment, whether it is there yet or not.
func Esptool(root string) string { return filepath.Join(venvFolder(root), "bin", "esptool") }

func venvFolder(root string) string { return filepath.Join(root, toolsFolder, "esptool") }

// stamp identifies an environment: what was asked for, and where. The place counts because the scripts in bin/ name their Python by its
// full path, so an environment does not survive being moved or copied.
func stamp(root string) string {
	place, err := filepath.Abs(venvFolder(root))
	if err != nil {
		place = venvFolder(root)
	}
	sum := sha256.New()
	for _, part := range [][]byte{esptoolRequirements, buildRequirements, serialModule, []byte(place)} {
		fmt.Fprintf(sum, "%d\n", len(part))
		sum.Write(part)
	}
	return hex.EncodeToString(sum.Sum(nil)) + "\n"
}

func lookVenv(opts Options) (found, missing string) {
	folder := venvFolder(opts.Root)
	have, err := os.ReadFile(filepath.Join(folder, stampName))
	switch {
	case errors.Is(err, os.ErrNotExist) && !opts.System.Exists(folder):
		return "", "esptool is not in " + folder
	case err != nil:
		return "", folder + " is half made"
	case string(have) != stamp(opts.Root):
		return "", folder + " was made for another version, or in another place"
	case !samePython(folder):
		return "", "the Python that " + folder + " was made with is gone"
	case !opts.System.Exists(Esptool(opts.Root)):
		return "", Esptool(opts.Root) + " is gone"
	}
	return Esptool(opts.Root), ""
}

// samePython says whether bin/python3 is still the version whose packages lie in lib/. After an upgrade of the system it is another one,
// which does not see them.
func samePython(folder string) bool {
	python, err := filepath.EvalSymlinks(filepath.Join(folder, "bin", "python3"))
	if err != nil {
		return false
	}
	_, err = os.Stat(filepath.Join(folder, "lib", filepath.Base(python)))
	return err == nil || filepath.Base(python) == "python3" // no version in its name: nothing to compare
}

// venvPackages names those packages that have to come first so that an environment can be made.
func venvPackages(ctx context.Context, opts Options) []string {
	var packages []string
	python, err := findPython(opts)
	switch {
	case err != nil:
		packages = append(packages, "python3", "python3-venv")
	case opts.System.Run(ctx, io.Discard, pythonEnv(), python, "-c", "import ensurepip, venv") != nil:
		packages = append(packages, "python3-venv")
	}
	if !opts.System.Exists("/etc/ssl/certs/ca-certificates.crt") && opts.System.Exists("/etc/debian_version") {
		packages = append(packages, "ca-certificates") // Debian's pip trusts these and no others
	}
	return packages
}

// findPython prefers Debian's own: another one that comes first in PATH (pyenv, conda) may vanish, or lack its venv module.
func findPython(opts Options) (string, error) {
	if opts.System.Exists(debianPy) {
		return debianPy, nil
	}
	path, err := opts.System.LookPath("python3")
	if err != nil {
		return "", fmt.Errorf("finding python3: %w", err)
	}
	return path, nil
}

// pythonEnv keeps the user's mirror and proxy settings and drops what would send the packages elsewhere.
func pythonEnv() []string {
	return []string{"PYTHON*", "VIRTUAL_ENV", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIREMENT", "PIP_CONSTRAINT",
		"PIP_NO_INPUT=1", "PIP_DISABLE_PIP_VERSION_CHECK=1", "PIP_PROGRESS_BAR=off", "PIP_NO_COLOR=1"}
}

// makeVenv makes the environment anew, whatever was there.
func makeVenv(ctx context.Context, opts Options) error {
	began := time.Now()
	folder := venvFolder(opts.Root)
	opts.say("installing esptool %s from PyPI into %s (each file is checked by its SHA-256)", EsptoolVersion, folder)
	if err := os.RemoveAll(folder); err != nil {
		return fmt.Errorf("removing the old %s: %w", folder, err)
	}
	python, err := findPython(opts)
	if err != nil {
		return fmt.Errorf("making %s: %w", folder, err)
	}
	if err := runPython(ctx, opts, "making "+folder, python, "-m", "venv", folder); err != nil {
		return err
	}
	inside := filepath.Join(folder, "bin", "python3")
	if err := pipInstall(ctx, opts, inside, "build-requirements.txt", buildRequirements); err != nil {
		return err
	}
	if err := pipInstall(ctx, opts, inside, "esptool-requirements.txt", esptoolRequirements, "--no-build-isolation"); err != nil {
		return err
	}
	if err := addSerialModule(folder); err != nil {
		return fmt.Errorf("finishing %s: %w", folder, err)
	}
	if err := os.WriteFile(filepath.Join(folder, stampName), []byte(stamp(opts.Root)), 0o644); err != nil {
		return fmt.Errorf("finishing %s: %w", folder, err)
	}
	opts.say("installed esptool %s in %.1f s", EsptoolVersion, time.Since(began).Seconds())
	return nil
}

// addSerialModule puts our own Python module, and the file that loads it, among the installed packages.
func addSerialModule(folder string) error {
	packages, err := filepath.Glob(filepath.Join(folder, "lib", "python3*", "site-packages"))
	if err != nil || len(packages) != 1 {
		return fmt.Errorf("found %d folders of Python packages, not one (%v)", len(packages), err)
	}
	const module = "benchtrial_rfc2217"
	if err := os.WriteFile(filepath.Join(packages[0], module+".py"), serialModule, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(packages[0], module+".pth"), []byte("import "+module+"\n"), 0o644)
}

// pipInstall installs what requirements pins, and nothing that it does not.
func pipInstall(ctx context.Context, opts Options, python, name string, requirements []byte, flags ...string) error {
	path := filepath.Join(venvFolder(opts.Root), name)
	if err := os.WriteFile(path, requirements, 0o644); err != nil {
		return fmt.Errorf("installing esptool: %w", err)
	}
	argv := append([]string{python, "-m", "pip", "install", "--retries", "2", "--require-hashes", "-r", path}, flags...)
	return runPython(ctx, opts, "installing esptool from PyPI", argv...)
}

func runPython(ctx context.Context, opts Options, doing string, argv ...string) error {
	var all bytes.Buffer
	err := opts.System.Run(ctx, io.MultiWriter(&all, newSteps(opts)), pythonEnv(), argv...)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("%s: %w", doing, context.Cause(ctx))
	}
	return fmt.Errorf("%s: %w; its last words:\n%s\nthis step needs PyPI, or a mirror named by PIP_INDEX_URL; once it has succeeded, no network is needed again",
		doing, err, lastLines(all.String(), 6))
}
