package reports

import (
	"io"
	"slices"
	"sync"
)

// Writer returns a writer in front of w that takes secrets out. It holds back what may be the beginning of a secret
// until more comes or Close is called; Close does not close w.
func (r *Redactor) Writer(w io.Writer) io.WriteCloser { return &redactingWriter{r: r, w: w} }

type redactingWriter struct {
	mu   sync.Mutex
	r    *Redactor
	w    io.Writer
	held []byte
}

// Write reports len(p) written when everything that is no possible beginning of a secret was.
func (w *redactingWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	data := w.r.Bytes(append(w.held, p...))
	keep := w.r.beginning(data)
	w.held = slices.Clone(data[len(data)-keep:])
	if _, err := w.w.Write(data[:len(data)-keep]); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Close writes what was held back.
func (w *redactingWriter) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	held := w.held
	w.held = nil
	if len(held) == 0 {
		return nil
	}
	_, err := w.w.Write(held)
	return err
}
