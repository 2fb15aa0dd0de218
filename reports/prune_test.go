package reports

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

var pruned = time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)

// oldRuns makes the folders of n runs that are over, one a minute, and returns their names.
func oldRuns(t *testing.T, root string, n int) []string {
	t.Helper()
	var names []string
	for i := range n {
		dir, err := NewDir(root, pruned.Add(time.Duration(i)*time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		record, err := dir.Events()
		if err != nil {
			t.Fatal(err)
		}
		if err := record.Close(); err != nil {
			t.Fatal(err)
		}
		names = append(names, filepath.Base(dir.Path))
	}
	return names
}

func remaining(t *testing.T, root string) []string {
	t.Helper()
	names, err := runFolders(root)
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestPruneKeepsTheNewest(t *testing.T) {
	root := t.TempDir()
	names := oldRuns(t, root, 5)
	for _, strange := range []string{"2027-03-01", "notes", "2020-01-01T00-00-00Z.txt"} {
		if err := os.Mkdir(filepath.Join(root, strange), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := Prune(root, 2); n != 3 || err != nil {
		t.Errorf("got %d, %v; want 3 removed", n, err)
	}
	if got := remaining(t, root); !slices.Equal(got, names[3:]) {
		t.Errorf("left %v, want %v", got, names[3:])
	}
	entries, err := os.ReadDir(root)
	if err != nil || len(entries) != 5 {
		t.Errorf("%d entries are left, %v; what is no run must stay", len(entries), err)
	}
	if n, err := Prune(root, 2); n != 0 || err != nil {
		t.Errorf("a second time: got %d, %v", n, err)
	}
}

func TestPruneKeepsAllWhenAskedTo(t *testing.T) {
	root := t.TempDir()
	oldRuns(t, root, 3)
	if n, err := Prune(root, 0); n != 0 || err != nil || len(remaining(t, root)) != 3 {
		t.Errorf("got %d, %v, left %v", n, err, remaining(t, root))
	}
}

func TestPruneSparesTheLatest(t *testing.T) {
	root := t.TempDir()
	names := oldRuns(t, root, 4)
	if err := (&Dir{Path: filepath.Join(root, names[0]), root: root}).Publish(); err != nil {
		t.Fatal(err)
	}
	if _, err := Prune(root, 1); err != nil {
		t.Fatal(err)
	}
	if got, want := remaining(t, root), []string{names[0], names[3]}; !slices.Equal(got, want) {
		t.Errorf("left %v, want %v", got, want)
	}
}

// A run that writes its record still is not removed, also when newer ones are over already.
func TestPruneSparesARunInProgress(t *testing.T) {
	root := t.TempDir()
	dir, err := NewDir(root, pruned.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	record, err := dir.Events()
	if err != nil {
		t.Fatal(err)
	}
	oldRuns(t, root, 2)
	if n, err := Prune(root, 1); n != 1 || err != nil {
		t.Errorf("got %d, %v; want 1 removed", n, err)
	}
	if _, err := os.Stat(dir.Path); err != nil {
		t.Error("the run in progress is gone")
	}
	if err := record.Close(); err != nil {
		t.Fatal(err)
	}
	if n, err := Prune(root, 1); n != 1 || err != nil {
		t.Errorf("once it was over: got %d, %v; want it removed", n, err)
	}
}

func TestPruneSortsRunsOfOneSecond(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"2027-03-01T12-00-00Z-10", "2027-03-01T12-00-00Z", "2027-03-01T12-00-00Z-2"} {
		if err := os.Mkdir(filepath.Join(root, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Prune(root, 1); err != nil {
		t.Fatal(err)
	}
	if got := remaining(t, root); !slices.Equal(got, []string{"2027-03-01T12-00-00Z-10"}) {
		t.Errorf("left %v, want the tenth run of that second", got)
	}
}

func TestPruneOfNothing(t *testing.T) {
	if _, err := Prune(filepath.Join(t.TempDir(), "none"), 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
