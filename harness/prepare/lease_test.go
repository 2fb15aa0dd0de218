package prepare

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/lease"
)

// Who cannot have all boards has none.
func TestLeaseTakesAllOrNone(t *testing.T) {
	t.Setenv("BENCHTRIAL_LOCK_DIR", t.TempDir())
	first, second := config.Board{Name: "a", MAC: "24:0a:c4:00:00:01"}, config.Board{Name: "b", Port: "/dev/ttyUSB9"}
	quiet := func(string) {}
	free, err := Lease(t.Context(), []config.Board{second}, 0, quiet)
	if err != nil {
		t.Fatal(err)
	}
	var busy *lease.BusyError
	if _, err := Lease(t.Context(), []config.Board{first, second}, time.Millisecond, quiet); !errors.As(err, &busy) || !strings.Contains(err.Error(), "board b") {
		t.Fatalf("a board that another run has: %v", err)
	}
	again, err := Lease(t.Context(), []config.Board{first}, 0, quiet)
	if err != nil {
		t.Fatalf("the board that was free: %v", err)
	}
	again()
	free()
	all, err := Lease(t.Context(), []config.Board{second, first}, 0, quiet)
	if err != nil {
		t.Fatal(err)
	}
	all()
}
