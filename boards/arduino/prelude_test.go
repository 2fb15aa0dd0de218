package arduino

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// prelude has the headers of the system that the platform and the sketches include most. Reading them takes the compiler longer
// than the rest of most files, so the tests have them compiled once and included first everywhere. <string> is not among them:
// it costs more in the files that do not use it than it saves in the few that do. What a file forgets to include
// goes unnoticed here, but not when the firmware of this project is built, which is without a prelude.
const prelude = `#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <vector>
#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
`

// quick has the debugging information that a backtrace needs, functions and lines, and as much optimisation as the compiler's
// warnings need. The prelude has to be made with it as well.
const quick = "-g1 -O1"

// preludes are the compiled headers, one for each set of compiler flags: a compiler takes only what was made with its own.
type preludes struct {
	mu   sync.Mutex
	made map[string]string // the header's path by its flags
}

// flags returns what a build for a chip adds to the compiler's flags to use the prelude, made below dir.
func (p *preludes) flags(dir, chip string) (string, error) {
	own, err := compilerFlags(chip)
	if err != nil {
		return "", err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.made[own] == "" {
		header := filepath.Join(dir, fmt.Sprintf("prelude%d", len(p.made)), "prelude.h")
		if err := precompile(header, own); err != nil {
			return "", err
		}
		p.made[own] = header
	}
	// The last flag lets the search for included headers, which only preprocesses, use the prelude as well.
	return strings.Join([]string{quick, "-include", p.made[own], "-fpch-preprocess"}, " "), nil
}

// precompile writes the header, and compiled beside it where the compiler looks first.
func precompile(header, flags string) error {
	if err := errors.Join(os.MkdirAll(filepath.Dir(header), 0o755), os.WriteFile(header, []byte(prelude), 0o644)); err != nil {
		return err
	}
	arguments := append(strings.Fields(flags+" "+quick), "-x", "c++-header", header, "-o", header+".gch")
	if log, err := exec.Command("g++", arguments...).CombinedOutput(); err != nil {
		return fmt.Errorf("compiling the prelude: %w\n%s", err, log)
	}
	return nil
}

// compilerFlags are the flags that a chip's platform.txt gives the C++ compiler.
func compilerFlags(chip string) (string, error) {
	name := "hardware/bench/" + chip + "/platform.txt"
	text, err := tree.ReadFile(name)
	if err != nil {
		return "", err
	}
	values := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if key, value, found := strings.Cut(strings.TrimSpace(line), "="); found {
			values[key] = value
		}
	}
	flags := strings.ReplaceAll(values["compiler.cpp.flags"], "{compiler.common.flags}", values["compiler.common.flags"])
	if flags == "" || strings.Contains(flags, "{") {
		return "", fmt.Errorf("reading the compiler's flags of %s: got %q", name, flags)
	}
	return flags, nil
}
