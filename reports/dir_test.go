package reports

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
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
	for range 2 {
		if err := second.Publish(); err != nil {
			t.Fatal(err)
		}
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
	for _, pattern := range []string{"*.tmp", reservedFile} {
		if left, _ := filepath.Glob(filepath.Join(second.Path, pattern)); len(left) > 0 {
			t.Errorf("left behind: %q", left)
		}
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
	want := fmt.Sprintf("not a directory under %s: 10 files not written (summary.json, junit.xml, table.txt, ...)", gone.Path)
	if err == nil || err.Error() != want || !errors.Is(err, syscall.ENOTDIR) {
		t.Errorf("got %v, want %s", err, want)
	}
}

// A run that planned nothing leaves latest where it was.
func TestLatestWaitsForAPlan(t *testing.T) {
	root := t.TempDir()
	good, err := NewDir(root, time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(filepath.Join(root, LatestLink)); err == nil {
		t.Error("latest points to a run that planned nothing yet")
	}
	if err := good.Publish(); err != nil {
		t.Fatal(err)
	}
	mistaken, err := NewDir(root, time.Unix(1, 0))
	if err != nil {
		t.Fatal(err)
	}
	if err := mistaken.Write(Fold(nil)); err != nil {
		t.Fatal(err)
	}
	if link, err := os.Readlink(filepath.Join(root, LatestLink)); err != nil || link != filepath.Base(good.Path) {
		t.Errorf("latest points to %q, %v", link, err)
	}
	if err := os.Remove(filepath.Join(root, LatestLink)); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(root, LatestLink), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := good.Publish(); err == nil || !strings.Contains(err.Error(), "it is no link; move it away") {
		t.Errorf("a folder in the link's place: got %v", err)
	}
}

// fill makes the writing of files in a folder fail as on a full disk: what is written to /dev/full fits nowhere.
func fill(t *testing.T, dir string, names ...string) {
	t.Helper()
	for _, name := range names {
		path := filepath.Join(dir, name) + ".tmp"
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink("/dev/full", path); err != nil {
			t.Fatal(err)
		}
	}
}

// On a full disk the summary goes where room was kept for it, the error is one line, and the terminal names no file that is
// not there.
func TestFullDisk(t *testing.T) {
	dir, err := NewDir(t.TempDir(), time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	var held syscall.Stat_t
	if err := syscall.Stat(filepath.Join(dir.Path, reservedFile), &held); err != nil || held.Blocks*512 < reservedBytes {
		t.Errorf("%d bytes of the disk are kept, %v", held.Blocks*512, err)
	}
	run := Fold(recorded(t, "passing"))
	logs := []string{run.Trials[0].Folder + "/console.log", run.Trials[0].Folder + "/server.log"}
	fill(t, dir.Path, append(logs, SummaryFile, JUnitFile, PageFile)...)
	err = dir.Write(run)
	want := fmt.Sprintf("no space left on device under %s: 4 files not written (junit.xml, index.html, %s, ...)", dir.Path, logs[0])
	if err == nil || err.Error() != want || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	var whole bytes.Buffer
	if err := WriteSummary(&whole, run); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(dir.Path, SummaryFile)); err != nil || !bytes.Equal(got, whole.Bytes()) {
		t.Errorf("the summary is %q, %v", got, err)
	}
	var out bytes.Buffer
	if err := NewTerminal(&out, TerminalOptions{}).Finish(run, dir.Path); err != nil {
		t.Fatal(err)
	}
	if want := "reports: " + filepath.Join(dir.Path, SummaryFile) + "\n"; !strings.HasSuffix(out.String(), "(exit code 0)\n"+want) {
		t.Errorf("the end is not %q:\n%s", want, out.String())
	}
}

// Without room kept for it, the summary is among what is not written, and the terminal claims nothing.
func TestFullDiskWithoutReserve(t *testing.T) {
	dir := &Dir{Path: t.TempDir()}
	fill(t, dir.Path, SummaryFile, JUnitFile, TableFile, PageFile)
	err := dir.Write(Fold(nil))
	if err == nil || !strings.HasSuffix(err.Error(), "4 files not written (summary.json, junit.xml, table.txt, ...)") {
		t.Errorf("got %v", err)
	}
	var out bytes.Buffer
	if err := NewTerminal(&out, TerminalOptions{}).Finish(Fold(nil), dir.Path); err != nil || strings.Contains(out.String(), "reports:") {
		t.Errorf("got %q, %v", out.String(), err)
	}
}

// What does not fit into the reserve is not shown under the summary's name.
func TestReserveTooSmall(t *testing.T) {
	dir := &Dir{Path: t.TempDir()}
	if err := os.Symlink("/dev/full", filepath.Join(dir.Path, reservedFile)); err != nil {
		t.Fatal(err)
	}
	if err := dir.useReserved([]byte("{}")); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("a reserve that is full: got %v", err)
	}
	if exists(filepath.Join(dir.Path, SummaryFile)) {
		t.Error("half a summary is shown")
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
