package build

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The builders, as bench.yaml names them.
const (
	Auto           = "auto"            // the one that fits the folder and the board
	ArduinoBuilder = "arduino-builder" // Debian's; simulated boards
	ArduinoCLI     = "arduino-cli"     // real boards; simulated ones where asked for
	PlatformIO     = "platformio"      // a folder with platformio.ini
	IDF            = "idf"             // a folder with ESP-IDF's CMakeLists.txt
	Prebuilt       = "prebuilt"        // a .bin, or a folder of them
)

// chain is one way from a source to an image.
type chain interface {
	name() string
	image(ctx context.Context, req Request) (Image, error)
}

// choose finds the chain for a request.
func (b *Builder) choose(req Request) (chain, error) {
	kind := req.Builder
	if kind == Auto {
		var err error
		if kind, err = guess(req); err != nil {
			return nil, err
		}
	}
	switch kind {
	case ArduinoBuilder:
		if !simulated(req.FQBN) {
			return nil, fmt.Errorf("arduino-builder compiles for the simulated boards (bench:…), not for %q; for real boards install arduino-cli", req.FQBN)
		}
		return sketches{b, debianBuilder{b}}, nil
	case ArduinoCLI:
		if req.FQBN == "" {
			return nil, errors.New("arduino-cli has to know the board: give its fqbn in bench.yaml (arduino-cli board listall)")
		}
		return sketches{b, commandLine{b}}, nil
	case PlatformIO:
		return project{b, platformIO{}}, nil
	case IDF, "idf.py", "esp-idf":
		return project{b, espIDF{}}, nil
	case Prebuilt:
		return prebuilt{}, nil
	}
	return nil, fmt.Errorf("there is no builder %q; use %s", kind,
		strings.Join([]string{Auto, ArduinoBuilder, ArduinoCLI, PlatformIO, IDF, Prebuilt}, ", "))
}

// guess looks at what there is to build.
func guess(req Request) (string, error) {
	has := func(name string) bool { return exists(filepath.Join(req.SketchDir, name)) }
	inos, _ := filepath.Glob(filepath.Join(req.SketchDir, "*.ino"))
	bins, _ := filepath.Glob(filepath.Join(req.SketchDir, "*.bin"))
	switch {
	case strings.HasSuffix(req.SketchDir, ".bin"), has(flasherArgs):
		return Prebuilt, nil
	case len(inos) > 0 && simulated(req.FQBN):
		return ArduinoBuilder, nil
	case has("platformio.ini"):
		return PlatformIO, nil
	case len(inos) > 0:
		return ArduinoCLI, nil
	case isIDF(filepath.Join(req.SketchDir, "CMakeLists.txt")):
		return IDF, nil
	case len(bins) > 0:
		return Prebuilt, nil
	}
	return "", fmt.Errorf("%q holds nothing to build: no .ino, no platformio.ini, no CMakeLists.txt of ESP-IDF, no .bin", req.SketchDir)
}

// isIDF says whether a CMakeLists.txt is that of an ESP-IDF project.
func isIDF(path string) bool {
	text, err := os.ReadFile(path)
	return err == nil && (strings.Contains(string(text), "IDF_PATH") || strings.Contains(string(text), "idf_"))
}

// simulated says whether an FQBN names one of the boards that run on the host.
func simulated(fqbn string) bool { return strings.HasPrefix(fqbn, "bench:") }

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// find looks a builder's program up.
func find(program, cure string) (string, error) {
	path, err := exec.LookPath(program)
	if err != nil {
		return "", fmt.Errorf("%s is not in PATH; %s", program, cure)
	}
	return path, nil
}
