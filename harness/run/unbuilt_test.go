package run

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/harness/build"
)

// A sketch that does not compile is told with all of its errors, and keeps no other firmware from being tried.
func TestABrokenSketchStopsNobodyElse(t *testing.T) {
	spoiled := filepath.Join(t.TempDir(), "spoiled")
	if err := os.Rename(changed(t, "void setup() {", "void setup() { undeclared(); also_undeclared();"), spoiled); err != nil {
		t.Fatal(err)
	}
	a := newAttempt(t, spoiled, "token_post / trust / *valid*")
	a.opts.Firmware = append(a.opts.Firmware, tokenPost(t))
	summary := a.ends(t, exitUsage)
	plain := strings.NewReplacer("‘", "'", "’", "'").Replace(a.out.String())
	for _, want := range []string{"token_post.ino:", "'undeclared' was not declared", "'also_undeclared' was not declared"} {
		if !strings.Contains(plain, want) {
			t.Errorf("%q is not said:\n%s", want, a.out)
		}
	}
	if len(summary.Trials) == 0 {
		t.Errorf("the other firmware was not tried:\n%s", a.out)
	}
}

func TestAllErrorsAreCounted(t *testing.T) {
	var output strings.Builder
	for i := range shownErrors + 3 {
		fmt.Fprintf(&output, "sketch.ino:%d:1: error: wrong %d\nsketch.ino:%d:1: note: here\n", i+1, i, i+1)
	}
	first := &build.CompileError{Name: "x", Chip: "esp32", File: "sketch.ino", Line: 1, Message: "wrong 0", Output: output.String()}
	err := allErrors(first, first)
	text := err.Error()
	if strings.Count(text, "wrong") != 1+shownErrors || !strings.Contains(text, "and 2 more errors") || strings.Contains(text, "note") {
		t.Errorf("got:\n%s", text)
	}
	var compile *build.CompileError
	if !errors.As(err, &compile) {
		t.Error("it is no compile error any more")
	}
	first.Output = "sketch.ino:1:1: error: wrong 0\n"
	if got := allErrors(first, first); got.Error() != first.Error() {
		t.Errorf("one error: got %q", got)
	}
}
