package flock

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestTryExcludes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first, err := Try(path, Exclusive, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Try(path, Exclusive, 0o666); !errors.Is(err, ErrHeld) {
		t.Errorf("second exclusive lock: got %v, want ErrHeld", err)
	}
	if _, err := Try(path, Shared, 0o666); !errors.Is(err, ErrHeld) {
		t.Errorf("shared lock beside an exclusive one: got %v, want ErrHeld", err)
	}
	if err := first.Unlock(); err != nil {
		t.Fatal(err)
	}
	one, err := Try(path, Shared, 0o666)
	if err != nil {
		t.Fatalf("after Unlock: %v", err)
	}
	defer one.Unlock()
	two, err := Try(path, Shared, 0o666)
	if err != nil {
		t.Fatalf("second shared lock: %v", err)
	}
	defer two.Unlock()
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o666 {
		t.Errorf("lock file: mode %v, %v; want 0666 whatever the umask", info.Mode(), err)
	}
}

func TestWaitUntilFreed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first, err := Try(path, Exclusive, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	second, err := Wait(t.Context(), path, Exclusive, 0o600, func() {
		told++
		first.Unlock()
	})
	if err != nil {
		t.Fatal(err)
	}
	defer second.Unlock()
	if told != 1 {
		t.Errorf("waiting was called %d times, want 1", told)
	}
}

func TestWaitEndsWithItsContext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first, err := Try(path, Exclusive, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Unlock()
	why := errors.New("the user went home")
	ctx, cancel := context.WithCancelCause(t.Context())
	_, err = Wait(ctx, path, Exclusive, 0o600, func() { cancel(why) })
	if !errors.Is(err, ErrHeld) || !errors.Is(err, why) {
		t.Errorf("got %v, want ErrHeld and the context's cause", err)
	}
}

func TestNoFolder(t *testing.T) {
	if _, err := Try(filepath.Join(t.TempDir(), "no", "lock"), Exclusive, 0o600); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want a not-exist error", err)
	}
}
