package lease

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func contextWithCause(t *testing.T) (context.Context, context.CancelCauseFunc) {
	ctx, cancel := context.WithCancelCause(t.Context())
	t.Cleanup(func() { cancel(nil) })
	return ctx, cancel
}

func TestDirFromEnvironment(t *testing.T) {
	want := filepath.Join(t.TempDir(), "not", "there", "yet")
	t.Setenv(DirEnv, want)
	got, err := Dir()
	if err != nil || got != want {
		t.Fatalf("got %q, %v; want %q", got, err, want)
	}
	info, err := os.Stat(want)
	if err != nil || info.Mode().Perm() != 0o777 || info.Mode()&os.ModeSticky == 0 {
		t.Errorf("the folder's mode is %v, %v; want 1777, so that all users may lease", info.Mode(), err)
	}
	if left, _ := os.ReadDir(want); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	if _, err := Dir(); err != nil {
		t.Errorf("a second time: %v", err)
	}
}

func TestDirFallsBack(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	blocked, good := filepath.Join(file, "under"), filepath.Join(t.TempDir(), "good")
	if got, err := firstUsable(blocked, good); err != nil || got != good {
		t.Errorf("got %q, %v; want %q", got, err, good)
	}
	if _, err := firstUsable(blocked, file); err == nil || !strings.Contains(err.Error(), DirEnv) {
		t.Errorf("got %v, want an error that names %s", err, DirEnv)
	}
	t.Setenv(DirEnv, file)
	if _, err := Dir(); err == nil || !strings.Contains(err.Error(), DirEnv) {
		t.Errorf("got %v, want an error that names %s: what was asked for is not passed over", err, DirEnv)
	}
}

func TestHoldersOfNothing(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "stray.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{dir, filepath.Join(dir, "not-there")} {
		if holders, err := Holders(dir); err != nil || len(holders) != 0 {
			t.Errorf("%s: got %v, %v; want nobody", dir, holders, err)
		}
	}
}
