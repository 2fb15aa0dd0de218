package lease

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/benchtrial/benchtrial/harness/lease/flock"
)

// DirEnv is the environment variable that names the folder of the lock files.
const DirEnv = "BENCHTRIAL_LOCK_DIR"

// Dir returns the folder of the lock files, which all who share the boards have to agree on: $BENCHTRIAL_LOCK_DIR, else
// /run/lock/benchtrial, else benchtrial-lock in the folder for temporary files. It is made if need be, so that every user may write to it.
func Dir() (string, error) {
	if dir := os.Getenv(DirEnv); dir != "" {
		if err := usable(dir); err != nil {
			return "", fmt.Errorf("preparing the lock folder that %s names: %w", DirEnv, err)
		}
		return dir, nil
	}
	return firstUsable("/run/lock/benchtrial", filepath.Join(os.TempDir(), "benchtrial-lock"))
}

func firstUsable(dirs ...string) (string, error) {
	var errs []error
	for _, dir := range dirs {
		err := usable(dir)
		if err == nil {
			return dir, nil
		}
		errs = append(errs, err)
	}
	return "", fmt.Errorf("preparing the lock folder: %w; name another one by %s", errors.Join(errs...), DirEnv)
}

// usable makes dir if it is not there, and finds out by doing so whether files can be made in it.
func usable(dir string) error {
	err := os.Mkdir(dir, 0o777)
	switch {
	case err == nil:
		// All users may make files, and nobody may remove another's. The umask took that away.
		if err := os.Chmod(dir, 0o777|os.ModeSticky); err != nil {
			return err
		}
	case errors.Is(err, os.ErrNotExist):
		if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
			return err
		}
		return usable(dir)
	case !errors.Is(err, os.ErrExist):
		return err
	}
	probe, err := os.CreateTemp(dir, ".probe-")
	if err != nil {
		return err
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// Holders lists who has which board at this moment, as far as they left their names. Files whose lock is free are passed over, whatever
// stands in them.
func Holders(dir string) ([]Holder, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("listing the leases: %w", err)
	}
	var holders []Holder
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), suffix) {
			continue
		}
		path := filepath.Join(dir, entry.Name())
		// A shared lock is asked for: two who look at the same time must not take each other for holders. One who acquires in just
		// this moment asks again a little later.
		lock, err := flock.Try(path, flock.Shared, 0o666)
		if err == nil {
			if err := lock.Unlock(); err != nil {
				return nil, fmt.Errorf("listing the leases: %w", err)
			}
			continue
		}
		if !errors.Is(err, flock.ErrHeld) {
			return nil, fmt.Errorf("listing the leases: %w", err)
		}
		holder := readHolder(path)
		if holder.Board == "" {
			holder.Board = strings.TrimSuffix(entry.Name(), suffix)
		}
		holders = append(holders, holder)
	}
	return holders, nil
}
