package reports

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestDir(t *testing.T) {
	root := filepath.Join(t.TempDir(), "reports", "out")
	at := time.Date(2026, 11, 21, 23, 36, 5, 0, time.FixedZone("CET", 3600))
	first, err := NewDir(root, at)
	if err != nil {
		t.Fatal(err)
	}
	if got := filepath.Base(first.Path); got != "2026-11-21T22-36-05Z" {
		t.Errorf("the folder is named %q", got)
	}
	second, err := NewDir(root, at)
	if err != nil {
		t.Fatal(err)
	}
	if got := filepath.Base(second.Path); got != "2026-11-21T22-36-05Z-2" {
		t.Errorf("the folder of a second run in one second is named %q", got)
	}
	if link, err := os.Readlink(filepath.Join(root, LatestLink)); err != nil || link != filepath.Base(second.Path) {
		t.Errorf("latest points to %q, %v", link, err)
	}
	file, err := second.Events()
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := second.Events(); err == nil {
		t.Error("the record of a run can be made twice")
	}
	if err := second.Write(Fold(recorded(t, "failing"))); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		JUnitFile, SummaryFile, TableFile, PageFile, EventsFile,
		"esp32-b/token_post/wrong.host/console.log", "esp32-b/token_post/wrong.host/server.log",
	} {
		info, err := os.Stat(filepath.Join(root, LatestLink, name))
		if err != nil {
			t.Error(err)
		} else if info.Mode().Perm()&0o600 != 0o600 || info.Mode().Perm()&0o133 != 0 {
			t.Errorf("%s has the mode %v", name, info.Mode())
		}
	}
	if left, _ := filepath.Glob(filepath.Join(second.Path, "*.tmp")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
	log, err := os.ReadFile(filepath.Join(second.Path, "esp32-a/token_post/wrong.host/console.log"))
	if err != nil || bytes.Count(log, []byte("\x1b[0;31m")) != 12 {
		t.Errorf("the console is not kept as it came: %q, %v", log, err)
	}
}

func TestDirTrouble(t *testing.T) {
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, LatestLink), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := NewDir(root, time.Unix(0, 0)); err == nil || !strings.Contains(err.Error(), "it is no link; move it away") {
		t.Errorf("a folder in the link's place: got %v", err)
	}
	file := filepath.Join(root, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := NewDir(file, time.Unix(0, 0)); err == nil {
		t.Error("a file in the folder's place is no error")
	}
	gone := &Dir{Path: filepath.Join(file, "gone")}
	err := gone.Write(Fold(recorded(t, "passing")))
	for _, name := range []string{JUnitFile, SummaryFile, TableFile, PageFile} {
		if err == nil || !strings.Contains(err.Error(), filepath.Join("gone", name)) {
			t.Errorf("the error does not name %s: %v", name, err)
		}
	}
}

// A view that fails leaves the file of before.
func TestWriteFileInOneStep(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	write := func(text string, fail error) error {
		return WriteFile(path, func(w io.Writer) error {
			if _, err := io.WriteString(w, text); err != nil {
				return err
			}
			return fail
		})
	}
	if err := write("first", nil); err != nil {
		t.Fatal(err)
	}
	if err := write("sec", errFull); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want an error that names the file", err)
	}
	if got, _ := os.ReadFile(path); string(got) != "first" {
		t.Errorf("the file holds %q", got)
	}
	if _, err := os.Stat(path + ".tmp"); !os.IsNotExist(err) {
		t.Error("the half file stays")
	}
}
