package run

import (
	"io"
	"path/filepath"
	"time"

	"github.com/benchtrial/benchtrial/harness"
)

// Options is what a run is asked to do.
type Options struct {
	Root     string   // the project's folder
	Cache    string   // where a run keeps what the next one can use, "" for .cache in Root
	Reports  string   // where the folders of runs are kept, "" for reports/out in Root
	Bench    string   // path of bench.yaml, "" for the built-in simulated bench
	Firmware []string // sketch folders; none: all of boards/firmware
	Boards   []string // names of the boards to use; none: all of the bench
	Spec     string   // pattern that the names of specs must match, * for any text; "" for all
	Suite    harness.Suite
	Seed     int64 // shuffles the specs of each firmware; 0: the order as written
	Wait     time.Duration
	Keep     int      // how many runs' reports are left in Reports at the end, this one's included; 0: all
	Args     []string // the command line, for the report
	Out      io.Writer
	Color    string // auto, always or never
}

// cache is a place below Cache. All of it may be deleted at any time.
func (o Options) cache(parts ...string) string {
	dir := o.Cache
	if dir == "" {
		dir = filepath.Join(o.Root, ".cache")
	}
	return filepath.Join(append([]string{dir}, parts...)...)
}

func (o Options) reports() string {
	if o.Reports != "" {
		return o.Reports
	}
	return filepath.Join(o.Root, "reports", "out")
}
