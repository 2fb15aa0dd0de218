package reports

import (
	"fmt"
	"io"
	"os"
)

// WriteFile writes a report so that nobody ever sees half of it: into path.tmp, which is then renamed to path. It does
// not wait for the disk: a run writes a hundred small files, and the record that matters, events.jsonl, is synced.
func WriteFile(path string, write func(io.Writer) error) (err error) {
	tmp := path + ".tmp"
	file, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("writing %s: %w", path, err)
			os.Remove(tmp)
		}
	}()
	if err := write(file); err != nil {
		file.Close()
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}
