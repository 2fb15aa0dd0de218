package harness_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/benchtrial/benchtrial/"

// rooms lists what the packages of a room may import of the project, besides their own room's packages. The longest
// matching prefix counts. Imports go down only, and boards, servers and reports do not know each other.
var rooms = map[string][]string{
	"boards":                {"boards"},
	"boards/console":        {},
	"boards/espimage":       {},
	"servers":               {"servers"},
	"servers/pki":           {},
	"servers/wire":          {},
	"servers/wire/wiretest": {"servers/wire"},
	"servers/dns":           {},
	"servers/http1":         {},
	"servers/tls12":         {},
	"reports":               {"reports"},
	"harness":               {"harness", "boards", "servers", "reports"},
	"harness/config":        {},
	"harness/setup":         {"harness/lease"},
	"harness/lease":         {"harness/lease"},
	"harness/flash":         {"harness/lease"},
	"harness/build":         {"harness/lease", "boards/espimage", "boards/arduino"},
	"harness/match":         {"harness", "reports", "servers"},
	"specs":                 {"harness", "reports", "servers"},
}

// only lists who may import a library.
var only = map[string][]string{
	"go.bug.st/serial":         {"boards/uart"},
	"github.com/onsi/ginkgo/":  {"specs"},
	"github.com/onsi/gomega":   {"specs", "harness/match"},
	"go.yaml.in/yaml/":         {"harness/config"},
	"github.com/miekg/dns":     {"servers/dns"},
	"github.com/gobwas/ws":     {"servers/ws"},
	"github.com/eclipse/paho":  {"servers/mqtt"},
	"golang.org/x/term":        {"reports"},
	"golang.org/x/sys/windows": {},
}

type pkg struct {
	ImportPath string
	Imports    []string
}

func TestImportsGoDownOnly(t *testing.T) {
	for _, p := range packages(t) {
		path := strings.TrimPrefix(p.ImportPath, module)
		allowed, ok := longest(rooms, path)
		if !ok {
			t.Errorf("%s: no room of the design: add it to the table if it belongs there", path)
			continue
		}
		for _, imported := range p.Imports {
			inside, ours := strings.CutPrefix(imported, module)
			if ours && !within(inside, allowed) && !within(inside, []string{path}) {
				t.Errorf("%s imports %s: it may import %v", path, inside, allowed)
			}
		}
		for _, imported := range p.Imports { // a test may stand on the other side with whatever it has
			for library, users := range only {
				if strings.HasPrefix(imported, library) && !within(path, users) {
					t.Errorf("%s imports %s: only %v may", path, imported, users)
				}
			}
		}
	}
}

func packages(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []pkg
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// longest returns the entry whose key is the longest prefix of path, by whole names.
func longest(table map[string][]string, path string) (entry []string, ok bool) {
	for at := path; at != "."; {
		if entry, ok = table[at]; ok {
			return entry, true
		}
		i := strings.LastIndexByte(at, '/')
		if i < 0 {
			return nil, false
		}
		at = at[:i]
	}
	return nil, false
}

func within(path string, rooms []string) bool {
	for _, room := range rooms {
		if path == room || strings.HasPrefix(path, room+"/") {
			return true
		}
	}
	return false
}
