package boards

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Flash lends the port to a flasher: the links are closed, with is called with the port as esptool names it, and the
// console is attached again whatever with returned, also when it panics or ctx has ended meanwhile.
//
// The chip is left as with left it, after esptool often in its ROM loader: Reset it.
func (a *Attached) Flash(ctx context.Context, with func(ctx context.Context, port string) error) (err error) {
	ctx, done, err := a.begin(ctx)
	if err != nil {
		return a.fault("flashing", err)
	}
	defer done()
	if err := a.release(); err != nil && !errors.Is(err, ErrGone) {
		err = errors.Join(err, a.comeBack(ctx))
		return a.fault("freeing the port to flash", err)
	}
	defer func() {
		if back := a.comeBack(ctx); back != nil {
			err = errors.Join(err, a.fault("attaching after flashing", back))
		}
	}()
	if err := with(ctx, a.cfg.FlashPort); err != nil {
		return a.fault("flashing", err)
	}
	return nil
}

// reopen closes what is open and opens it anew, once.
func (a *Attached) reopen(ctx context.Context) error {
	if err := a.release(); err != nil && !errors.Is(err, ErrGone) {
		return err
	}
	err := a.open(ctx)
	if err != nil {
		a.con.Lose(err)
	}
	return err
}

// goodbyeLimit is how long a board that was told to stop still tries to get its port back.
const goodbyeLimit = time.Second

// comeBack opens the links again and is patient: a USB port that was reset takes a while to show up, and the flasher's
// lock on it may outlive the flasher by a moment. It tries also when ctx has ended, if not as long.
func (a *Attached) comeBack(ctx context.Context) error {
	limit := a.cfg.ReopenLimit
	if ctx.Err() != nil {
		limit = min(limit, goodbyeLimit)
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(goodbyeLimit, cancel) })
	defer stop()

	for wait := 10 * time.Millisecond; ; wait = min(2*wait, 500*time.Millisecond) {
		err := a.open(patience)
		if err == nil {
			return nil
		}
		if pause(patience, wait) != nil {
			err = fmt.Errorf("the port did not come back in %v: %w", limit, err)
			a.con.Lose(err)
			return err
		}
	}
}
