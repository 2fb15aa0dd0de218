package boardtest

import (
	"context"
	"fmt"

	"github.com/benchtrial/benchtrial/boards"
)

// link is the port of a Fake while it is open. Its fields are guarded by the board's lock.
type link struct {
	board  *Fake
	out    []byte // said by the board, not read yet
	in     []byte // written to the board, not taken yet
	closed bool
	gone   bool
}

func (l *link) over() error {
	switch {
	case l.closed:
		return boards.ErrClosed
	case l.gone:
		return boards.ErrGone
	}
	return nil
}

// Read gives what the board said before it went: last words are not lost.
func (l *link) Read(p []byte) (int, error) {
	f := l.board
	f.mu.Lock()
	defer f.mu.Unlock()
	for {
		if l.closed || (l.gone && len(l.out) == 0) {
			return 0, fmt.Errorf("reading the fake port: %w", l.over())
		}
		if len(l.out) > 0 {
			break
		}
		idle := f.idle
		f.mu.Unlock()
		<-idle
		f.mu.Lock()
	}
	if f.cfg.Sip > 0 && len(p) > f.cfg.Sip {
		p = p[:f.cfg.Sip]
	}
	n := copy(p, l.out)
	l.out = l.out[n:]
	f.changed()
	return n, nil
}

func (l *link) Write(p []byte) (int, error) {
	f := l.board
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := l.over(); err != nil {
		return 0, fmt.Errorf("writing to the fake port: %w", err)
	}
	l.in = append(l.in, p...)
	f.changed()
	return len(p), nil
}

func (l *link) SetLines(dtr, rts bool) error {
	f := l.board
	f.mu.Lock()
	err := l.over()
	if err == nil && f.cfg.NoLines {
		err = boards.ErrNoLines
	}
	f.mu.Unlock()
	if err != nil {
		return fmt.Errorf("setting the lines of the fake port: %w", err)
	}
	f.setLines(dtr, rts)
	return nil
}

func (l *link) SetBaud(baud int) error {
	f := l.board
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := l.over(); err != nil {
		return fmt.Errorf("setting the bit rate of the fake port: %w", err)
	}
	f.bauds = append(f.bauds, baud)
	return nil
}

func (l *link) Close() error {
	f := l.board
	f.mu.Lock()
	defer f.mu.Unlock()
	if l.closed {
		return nil
	}
	l.closed = true
	if f.link == l {
		f.link = nil
		f.late = f.cfg.Late
	}
	f.changed()
	return nil
}

// OpenControl opens the second port that a bench may have to the same board, one with DTR and RTS and no text; it is a
// boards.Opener.
func (f *Fake) OpenControl(context.Context) (boards.Link, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.unplug {
		return nil, fmt.Errorf("opening the fake control port: %w", boards.ErrGone)
	}
	return &control{link{board: f}}, nil
}

// control is a link beside the one with text.
type control struct{ link }

// SetLines works also where the port with text has no lines.
func (c *control) SetLines(dtr, rts bool) error {
	c.board.mu.Lock()
	err := c.over()
	c.board.mu.Unlock()
	if err != nil {
		return fmt.Errorf("setting the lines of the fake control port: %w", err)
	}
	c.board.setLines(dtr, rts)
	return nil
}
