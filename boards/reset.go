package boards

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/benchtrial/benchtrial/boards/console"
)

// Reset pulses EN with IO0 high and returns the boot that was seen after the pulse. A chip that stays silent or comes
// up in its ROM loader gets a second, longer pulse: on some boards the capacitor at EN swallows a short one.
//
// It returns ErrSilent when no banner came and ErrDownloadMode when the chip waits for a flasher. A board whose port
// went away before is looked for once.
func (a *Attached) Reset(ctx context.Context) (console.Boot, error) {
	return a.ResetBetween(ctx, func() error { return nil })
}

// ResetBetween is Reset, and calls while while EN is held low: the firmware that ran before cannot do anything any more,
// and the next one does not run yet. What a bench changes then belongs to the new boot alone. While may be called twice,
// when the first pulse was not believed.
func (a *Attached) ResetBetween(ctx context.Context, while func() error) (console.Boot, error) {
	ctx, done, err := a.begin(ctx)
	if err != nil {
		return console.Boot{}, a.fault("resetting", err)
	}
	defer done()
	if lost := a.con.Lost(); lost != nil {
		if err = a.reopen(ctx); err != nil {
			err = fmt.Errorf("%w; it is not back: %w", lost, err)
		}
	}
	boot := console.Boot{}
	if err == nil {
		boot, err = a.resetWith(ctx, while, a.cfg.Hold, 4*a.cfg.Hold)
	}
	if err != nil {
		return boot, a.fault("resetting", err)
	}
	return boot, nil
}

// resetWith tries one hold time after the other until the chip boots its firmware.
func (a *Attached) resetWith(ctx context.Context, while func() error, holds ...time.Duration) (boot console.Boot, err error) {
	first := a.con.Mark()
	for i, hold := range holds {
		if boot, err = a.pulse(ctx, while, hold); errors.Is(err, ErrGone) && i == 0 {
			// The server of a network port may have been started anew; a device may have come back.
			if err = a.reopen(ctx); err == nil {
				boot, err = a.pulse(ctx, while, hold)
			}
		}
		switch {
		case err == nil && boot.Download:
			err = fmt.Errorf("%w (boot mode 0x%x, %s)", ErrDownloadMode, boot.Mode, boot.ModeName)
		case err == nil || !errors.Is(err, ErrSilent):
			return boot, err
		}
	}
	return boot, fmt.Errorf("%w after %s; %s", err, a.tried(holds), a.seen(first))
}

// pulse resets the chip once and waits for its banner.
func (a *Attached) pulse(ctx context.Context, while func() error, hold time.Duration) (console.Boot, error) {
	link, control := a.links()
	before := a.con.Mark() // listen first: the banner may be there before the next line is reached
	if err := control.SetLines(false, true); err != nil {
		return console.Boot{}, err
	}
	interrupted := errors.Join(pause(ctx, hold), while())
	if err := a.setBaud(link, a.cfg.ROMBaud); err != nil {
		return console.Boot{}, errors.Join(err, control.SetLines(false, false))
	}
	released := a.con.Mark()
	if err := control.SetLines(false, false); err != nil {
		return console.Boot{}, err
	}
	if interrupted != nil {
		return console.Boot{}, interrupted
	}
	boot, err := a.awaitBoot(ctx, before, released)
	return boot, errors.Join(err, a.setBaud(link, a.cfg.Baud))
}

// setBaud changes the bit rate between what the ROM and what the firmware prints with, where they differ.
func (a *Attached) setBaud(link Link, baud int) error {
	if a.cfg.ROMBaud == a.cfg.Baud {
		return nil
	}
	return link.SetBaud(baud)
}

// awaitBoot waits for the banner of the boot that the pulse caused. A banner from before the release is another boot's:
// that of a board which just got power, or loops by itself. Only a chip that is reset over its own USB port starts
// while the line is still on. Nor does a boot count that names a watchdog or the like as its cause.
func (a *Attached) awaitBoot(ctx context.Context, before, released console.Mark) (console.Boot, error) {
	limit, cancel := context.WithTimeout(ctx, a.cfg.BootLimit)
	defer cancel()
	for {
		changed := a.con.Changed()
		silent := ErrSilent
		for _, boot := range a.con.Boots(before) {
			asked := boot.Asked() || boot.Class == console.ResetUnknown
			switch {
			case asked && (boot.Mark >= released || boot.Class == console.ResetUSB):
				return boot, nil
			case !asked:
				silent = fmt.Errorf("%w: the chip starts by itself (%s), but not by the pulse", ErrSilent, boot.CauseName)
			}
		}
		if err := a.con.Lost(); err != nil {
			return console.Boot{}, err
		}
		select {
		case <-changed:
		case <-limit.Done():
			if ctx.Err() != nil {
				return console.Boot{}, context.Cause(ctx)
			}
			return console.Boot{}, silent
		}
	}
}

// tried words the attempts for a message.
func (a *Attached) tried(holds []time.Duration) string {
	words := make([]string, len(holds))
	for i, h := range holds {
		words[i] = h.String()
	}
	return fmt.Sprintf("%d pulses (EN low for %s), each given %v", len(holds), strings.Join(words, ", "), a.cfg.BootLimit)
}

// seen words what the board said since mark.
func (a *Attached) seen(mark console.Mark) string {
	lines := a.con.Lines(mark)
	for i := len(lines) - 1; i >= 0; i-- {
		if text := strings.TrimSpace(lines[i].Text); text != "" {
			return fmt.Sprintf("%d bytes came, the last line was %.120q", len(a.con.Since(mark)), text)
		}
	}
	return "nothing came at all"
}

// pause lets time pass on purpose: a pulse has a length. It returns the context's cause when that ends first.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
