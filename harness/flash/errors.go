package flash

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

// Kind is what went wrong, as far as it can be told from esptool's words.
type Kind int

const (
	Unknown     Kind = iota
	NoPort           // the port is not there, or nobody listens on it
	Forbidden        // this user may not open the port
	Busy             // somebody else has the port
	Silent           // nothing answers
	NoStub           // esptool's own loader was sent to the chip and did not greet in time
	WrongMode        // the chip starts its program and not the loader
	WrongChip        // another kind of chip answers
	WrongBoard       // a chip of the right kind answers, with another MAC than the board's
	WrongImage       // the image is not for this chip, or too big for its flash
	Interrupted      // the link broke, or the write was stopped, before its end
	Mismatch         // what the chip holds is not what was written
	Unverified       // esptool did not say that it is
	TimedOut         // it took longer than the limit
)

// Error is a write that failed.
type Error struct {
	Kind    Kind
	Board   string
	Port    string
	What    string // one sentence
	State   string // what the board holds now
	Advice  string // what to do
	Words   string // esptool's last lines
	Touched bool   // something was erased or written
	Cause   error
}

func (e *Error) Error() string {
	text := fmt.Sprintf("flashing %s on %s: %s; %s", e.Board, e.Port, e.What, e.State)
	if e.Advice != "" {
		text += "\n" + e.Advice
	}
	if e.Words != "" {
		text += "\nesptool said:\n  " + strings.ReplaceAll(e.Words, "\n", "\n  ")
	}
	return text
}

func (e *Error) Unwrap() error { return e.Cause }

// symptom ties words of esptool's or pySerial's to what they mean. The first that matches counts, so the special stand before the general.
type symptom struct {
	words  *regexp.Regexp
	kind   Kind
	what   string // $1 stands for what the words' group caught
	advice string
}

func symptoms() []symptom {
	entry := func(words string, kind Kind, what, advice string) symptom {
		return symptom{regexp.MustCompile(words), kind, what, advice}
	}
	return []symptom{
		entry(`This chip is ([\w-]+), not ([\w-]+)\.`, WrongChip, "the chip is an $1, not an $2",
			"Is the cable in the right board? If it is, correct `chip:` in bench.yaml."),
		entry(`is not an ([\w-]+) image`, WrongImage, "the image is not for an $1", "Build it for the board's chip, or correct `chip:` in bench.yaml."),
		entry(`requires chip revision ([^(]+)\(this chip is revision ([^)]+)\)`, WrongImage, "the image needs chip revision $1and the board has $2",
			"Build it for the older revision."),
		entry(`will not fit in (\d+) bytes of flash`, WrongImage, "the image does not fit into $1 bytes of flash", "Make it smaller, or choose another partition scheme."),
		entry(`Could not exclusively lock port|Device or resource busy|Access is denied`, Busy, "somebody else has the port",
			"Close the serial monitor that has it open: `fuser -v` names it."),
		entry(`Permission denied`, Forbidden, "this user may not open the port", "Join the group that owns it, usually: sudo usermod -aG dialout $USER, then log in anew."),
		entry(`Connection refused`, NoPort, "nobody listens there", "Start what serves the port (ser2net, benchtrial sim), or correct `port:` in bench.yaml."),
		entry(`No such file or directory|No such device|Name or service not known|No route to host`, NoPort, "there is no such port",
			"Is the board plugged in? `ls -l /dev/serial/by-id` lists what is."),
		entry(`Remote does not seem to support RFC2217|timeout while waiting for option`, Silent, "what listens there does not speak RFC 2217, or is busy with another client",
			"A port served by ser2net must be of the kind telnet(rfc2217)."),
		entry(`Wrong boot mode detected \((0x[0-9a-f]+)\)`, WrongMode, "the chip starts its program (boot mode $1) and not its loader",
			"The reset lines do not reach GPIO0 and EN: hold the BOOT button down while it connects, or check DTR and RTS."),
		entry(`The serial TX path seems to be down`, Silent, "the chip is in its loader and does not hear us", "Check the wire to its RX pin."),
		entry(`MD5 of file does not match|Write failed, the written flash region is empty`, Mismatch, "the chip does not hold what was written to it",
			"A weak supply or a worn flash does this; try a lower flash_baud, another cable, another board."),
		// esptool waits for 0.2 s, which a busy machine or a slow network port can miss.
		entry(`Failed to start stub flasher`, NoStub, "the chip took esptool's loader and did not start it in time",
			"A busy machine or a slow network port does this, also a weak supply. Flash it again."),
		entry(`Failed to connect to|No serial data received|chip stopped responding|Invalid head of packet|Packet content transfer stopped`, Silent,
			"nothing answers, or nothing that makes sense", "Is the board powered, the cable one with data wires, the port that board's? A lower flash_baud helps with a bad link."),
		entry(`[Ss]erial exception error|Lost connection|device disconnected|No more data to read|Broken pipe|Input/output error`, Interrupted,
			"the link to the board broke", "Was it unplugged? A weak supply makes USB adapters vanish, too."),
	}
}

// diagnose reads esptool's words.
func diagnose(words string) (Kind, string, string) {
	for _, s := range symptoms() {
		if m := s.words.FindStringSubmatchIndex(words); m != nil {
			return s.kind, string(s.words.ExpandString(nil, s.what, words, m)), s.advice
		}
	}
	return Unknown, "", ""
}

// fail makes an Error out of what was read.
func (r *reader) fail(req Request, kind Kind, what string, cause error) *Error {
	return &Error{Kind: kind, Board: req.Board, Port: req.Port, What: what, State: r.state(), Words: r.lastWords(), Touched: r.touched, Cause: cause}
}

// classify says why esptool did not do its work. ctx is the caller's, stop the one that the child ran under.
func classify(req Request, r *reader, ctx, stop context.Context, err error, limit time.Duration) error {
	if r.wrongBoard() {
		e := r.fail(req, WrongBoard, fmt.Sprintf("the board that answers has the MAC %s, not %s", r.mac, req.MAC), errWrongBoard)
		e.Advice = "Two boards have been swapped: put the cables right, or correct `mac:` in bench.yaml."
		return e
	}
	switch {
	case ctx.Err() != nil:
		return r.fail(req, Interrupted, "stopped", context.Cause(ctx))
	case errors.Is(context.Cause(stop), errLimit):
		e := r.fail(req, TimedOut, fmt.Sprintf("it was not done after %v", limit.Round(time.Second)), errLimit)
		e.Advice = "Something holds the link up: another program on the port, a hub, a network."
		return e
	case errors.Is(err, fs.ErrPermission) || errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("flashing %s: starting esptool: %w; install it anew: make setup", req.Board, err)
	}
	kind, what, advice := diagnose(r.lastWords())
	if r.touched && (kind == Silent || kind == Unknown || kind == NoPort) {
		kind, what, advice = Interrupted, "the write broke off", "Was the board unplugged, or reset by somebody? Flash it again."
	}
	if what == "" {
		what = fmt.Sprintf("esptool failed (%v)", err)
	}
	if what != "" && r.lastWords() == "" { // a busy RFC 2217 server closes the connection, and click swallows pySerial's EPIPE
		kind, what = Busy, fmt.Sprintf("esptool ended without a word (%v), which it does when the port's server hangs up", err)
	}
	e := r.fail(req, kind, what, err)
	e.Advice = advice
	return e
}
