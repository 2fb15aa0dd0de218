package boards

import (
	"errors"
	"fmt"
	"syscall"
)

// Error is trouble of the bench with one board: what was being done, to which board, over which port, and what to do.
type Error struct {
	Doing  string // resetting, flashing, attaching...
	Board  string
	Port   string // as esptool is given it
	Err    error
	Advice string // what to do, or empty
}

func (e *Error) Error() string {
	text := fmt.Sprintf("%s %q (port %s): %v", e.Doing, e.Board, e.Port, e.Err)
	if e.Advice != "" {
		text += "; " + e.Advice
	}
	return text
}

// Unwrap returns what happened, so that errors.Is finds ErrGone, ErrSilent and their like.
func (e *Error) Unwrap() error { return e.Err }

func (a *Attached) fault(doing string, err error) error {
	return &Error{Doing: doing, Board: a.cfg.Name, Port: a.cfg.FlashPort, Err: err, Advice: advice(err)}
}

// advice says what to do about the board's or the port's trouble.
func advice(err error) string {
	for _, a := range []struct {
		is   error
		what string
	}{
		{ErrDownloadMode, "release the BOOT button, and see that nothing pulls IO0 (GPIO9 on esp32c3) low"},
		{ErrSilent, "check power, that RTS is wired to EN, that chip and baud are right in bench.yaml"},
		{ErrBusy, "end the program that holds the port, or wait for it"},
		{ErrNoLines, "give the board a control port that has DTR and RTS in bench.yaml"},
		{syscall.ECONNREFUSED, "start what serves this port: ser2net, an exporter, or `make sim`"},
		{ErrGone, "check the cable and the supply, and plug the board in again"},
	} {
		if errors.Is(err, a.is) {
			return a.what
		}
	}
	return ""
}
