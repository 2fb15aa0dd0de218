package setup

import (
	"fmt"
	"slices"
)

// Need names a group of tools by what they are for.
type Need string

const (
	BuildNative Need = "build-native" // compiling sketches for the simulated boards
	Flash       Need = "flash"        // writing images to boards, simulated or real
	Race        Need = "race"         // the tests: -race wants cgo, and some want other clients and servers
)

// Tool is one thing that has to be on the machine.
type Tool struct {
	Name     string   // "arduino-builder"
	Why      string   // what it does here, as the end of a sentence: "turns a sketch into C++ …"
	Packages []string // the Debian packages that bring it

	programs []string // each must be in PATH
	files    []string // one of them must exist, if there are any
	virtual  bool     // lives in the project's virtual environment
}

// Tools returns the tools of the given needs, each once, in a fixed order.
func Tools(needs ...Need) []Tool {
	var out []Tool
	for _, entry := range catalogue() {
		if slices.ContainsFunc(needs, func(n Need) bool { return slices.Contains(entry.needs, n) }) {
			out = append(out, entry.tool)
		}
	}
	return out
}

type entry struct {
	tool  Tool
	needs []Need
}

func catalogue() []entry {
	native := []Need{BuildNative}
	return []entry{
		{Tool{
			Name: "g++", Why: "compiles sketches for the simulated boards", Packages: []string{"g++"},
			programs: []string{"g++", "strip"}, files: headers("stdio.h"),
		}, native},
		{Tool{
			Name: "arduino-builder", Why: "turns a sketch into C++ and runs the compiler on it", Packages: []string{"arduino-builder"},
			programs: []string{"arduino-builder"},
		}, native},
		{Tool{
			Name: "arduino-ctags", Why: "finds the functions of a sketch, which arduino-builder declares ahead of their use",
			Packages: []string{"arduino-ctags"}, programs: []string{"arduino-ctags"},
		}, native},
		{Tool{
			Name: "mbedTLS", Why: "is the TLS library of the simulated ESP32, as it is of the real one", Packages: []string{"libmbedtls-dev"},
			files: headers("mbedtls/ssl.h"),
		}, native},
		{Tool{
			Name: "BearSSL", Why: "is the TLS library of the simulated ESP8266, as it is of the real one", Packages: []string{"libbearssl-dev"},
			files: headers("bearssl.h"),
		}, native},
		{Tool{
			Name: "gcc", Why: "links the race detector into Go tests (cgo)", Packages: []string{"gcc", "libc6-dev"},
			programs: []string{"gcc"}, files: headers("stdlib.h"),
		}, []Need{Race}},
		{Tool{
			Name: "openssl", Why: "is the other side in tests: it speaks what Go's TLS does not", Packages: []string{"openssl"},
			programs: []string{"openssl"},
		}, []Need{Race}},
		{Tool{
			Name: "curl", Why: "meets every server in tests, as a client of another make", Packages: []string{"curl"},
			programs: []string{"curl"},
		}, []Need{Race}},
		{Tool{
			Name: "wget", Why: "meets every server in tests: it speaks TLS by GnuTLS", Packages: []string{"wget"},
			programs: []string{"wget"},
		}, []Need{Race}},
		{Tool{
			Name: "python3", Why: "meets every server in tests, with its own ssl and http.client", Packages: []string{"python3"},
			files: []string{debianPy},
		}, []Need{Race}},
		{Tool{
			Name: "esptool", Why: "writes images to boards; it is Espressif's own", Packages: []string{"python3", "python3-venv", "ca-certificates"},
			virtual: true,
		}, []Need{Flash}},
	}
}

// headers names the places where a C header may be.
func headers(name string) []string {
	return []string{"/usr/include/" + name, "/usr/local/include/" + name}
}

// look returns where the tool is, or what is missing.
func (t Tool) look(opts Options) (found, missing string) {
	if t.virtual {
		return lookVenv(opts)
	}
	for _, program := range t.programs {
		path, err := opts.System.LookPath(program)
		if err != nil {
			return "", fmt.Sprintf("%s is not in PATH", program)
		}
		if found == "" {
			found = path
		}
	}
	if len(t.files) == 0 {
		return found, ""
	}
	i := slices.IndexFunc(t.files, opts.System.Exists)
	if i < 0 {
		return "", fmt.Sprintf("%s is not there", t.files[0])
	}
	if found == "" {
		found = t.files[i]
	}
	return found, ""
}
