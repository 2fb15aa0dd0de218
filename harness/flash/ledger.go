package flash

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Ledger remembers which board was given which image last. It is a hint for planning, so that a board gets the firmware that it holds
// already; what a board really holds is asked of its chip, each time. So a lost or wrong entry costs time and nothing else.
type Ledger struct{ Dir string }

// Entry is what is remembered of one board.
type Entry struct {
	Board string    `json:"board"` // its identity
	Image string    `json:"image"` // hash of the image
	When  time.Time `json:"when"`
}

// Remember notes that a board holds an image.
func (l Ledger) Remember(board, image string) error {
	text, err := json.Marshal(Entry{board, image, time.Now().UTC().Truncate(time.Second)})
	if err != nil {
		return fmt.Errorf("remembering what %s holds: %w", board, err)
	}
	if err := os.MkdirAll(l.Dir, 0o700); err != nil {
		return fmt.Errorf("remembering what %s holds: %w", board, err)
	}
	fresh, err := os.CreateTemp(l.Dir, ".new-")
	if err != nil {
		return fmt.Errorf("remembering what %s holds: %w", board, err)
	}
	defer os.Remove(fresh.Name()) // fails, as it should, once it has been renamed
	_, err = fresh.Write(text)
	if err = errors.Join(err, fresh.Close()); err == nil {
		err = os.Rename(fresh.Name(), l.path(board))
	}
	if err != nil {
		return fmt.Errorf("remembering what %s holds: %w", board, err)
	}
	return nil
}

// Forget notes that it is not known what a board holds. It is called before a write is begun, so that a write that fails, or a process
// that dies in it, leaves no claim behind.
func (l Ledger) Forget(board string) error {
	if err := os.Remove(l.path(board)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forgetting what %s holds: %w", board, err)
	}
	return nil
}

// Holds says whether the board is believed to hold the image.
func (l Ledger) Holds(board, image string) bool {
	entry, ok := l.Last(board)
	return ok && entry.Image == image
}

// Last returns what is remembered of a board, if anything is.
func (l Ledger) Last(board string) (Entry, bool) {
	var entry Entry
	text, err := os.ReadFile(l.path(board))
	if err != nil || json.Unmarshal(text, &entry) != nil || entry.Board != board {
		return Entry{}, false
	}
	return entry, true
}

func (l Ledger) path(board string) string {
	sum := sha256.Sum256([]byte(board))
	return filepath.Join(l.Dir, hex.EncodeToString(sum[:12])+".json")
}
