package reports

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"

	"golang.org/x/sys/unix"
)

// folderName is how NewDir names the folders of runs: the time, and a number where two runs began in one second.
var folderName = regexp.MustCompile(`^(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)(?:-(\d+))?$`)

// Prune removes the folders of old runs below root until so many are left, the newest ones; a keep of 0 or less keeps all. It never
// removes the run that the link latest points to, nor one that is in progress, and touches nothing that is no folder of a run. What
// cannot be removed does not keep the others from it; the error joins all of it.
func Prune(root string, keep int) (removed int, err error) {
	if keep <= 0 {
		return 0, nil
	}
	runs, err := runFolders(root)
	if err != nil {
		return 0, err
	}
	latest, _ := os.Readlink(filepath.Join(root, LatestLink)) // none: nothing was published yet
	var errs []error
	for _, name := range runs[:max(0, len(runs)-keep)] {
		dir := filepath.Join(root, name)
		if name == filepath.Base(latest) || inProgress(dir) {
			continue
		}
		if err := os.RemoveAll(dir); err != nil {
			errs = append(errs, fmt.Errorf("removing the reports of an old run: %w", err))
			continue
		}
		removed++
	}
	return removed, errors.Join(errs...)
}

// runFolders are the names of the folders of runs, the oldest first.
func runFolders(root string) ([]string, error) {
	entries, err := os.ReadDir(root)
	if err != nil {
		return nil, fmt.Errorf("looking for the reports of old runs: %w", err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && folderName.MatchString(e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		first, second := folderName.FindStringSubmatch(a), folderName.FindStringSubmatch(b)
		// The first run of a second has no number, which reads as 0.
		n, _ := strconv.Atoi(first[2])
		m, _ := strconv.Atoi(second[2])
		return cmp.Or(cmp.Compare(first[1], second[1]), cmp.Compare(n, m))
	})
	return names, nil
}

// claim marks a run as being in progress for as long as this process has its record open, however it ends.
func claim(record *os.File) error {
	return unix.Flock(int(record.Fd()), unix.LOCK_EX|unix.LOCK_NB)
}

// inProgress tells whether a process has the record of a run claimed. A record that cannot be looked at is left alone too.
func inProgress(dir string) bool {
	record, err := os.Open(filepath.Join(dir, EventsFile))
	if errors.Is(err, os.ErrNotExist) {
		return false
	}
	if err != nil {
		return true
	}
	defer record.Close()
	return unix.Flock(int(record.Fd()), unix.LOCK_SH|unix.LOCK_NB) != nil
}
