package arduino

import (
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestText compares what the text classes print with testdata/text.golden, byte for byte.
func TestText(t *testing.T) {
	t.Parallel()
	r := run(t, compile(t, "probe", FQBN), "text\nrestart\n")
	const golden = "testdata/text.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(r.console), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if r.console != string(want) {
		t.Errorf("console differs from %s; go test -run TestText -update shows how (git diff):\n%s", golden, r.console)
	}
	if r.code != 75 || r.last() != "restart" {
		t.Errorf("exit %d, monitor %q; want 75 and a restart", r.code, r.monitor)
	}
}
