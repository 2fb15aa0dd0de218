package try

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/benchtrial/benchtrial/boards/arduino"
	"github.com/benchtrial/benchtrial/harness/build"
)

//go:embed sketch/bench_try/bench_try.ino
var sketch embed.FS

const sketchName = "bench_try"

// Stack is a TLS stack of a simulated board.
type Stack struct {
	Name string // "esp32 (mbedTLS)"
	Chip string // "esp32"
	FQBN string

	accepted func(o outcome) bool         // with a forged key exchange: the chain was taken
	words    func(code, alert int) string // what a refusal means
}

// ESP32 is mbedTLS as arduino-esp32 3.x configures it.
func ESP32() Stack { return mbed("esp32 (mbedTLS)", arduino.FQBN) }

// ESP32v2 is mbedTLS as arduino-esp32 2.x configures it.
func ESP32v2() Stack { return mbed("esp32 2.x (mbedTLS)", arduino.FQBN2) }

func mbed(name, fqbn string) Stack {
	return Stack{
		Name: name, Chip: "esp32", FQBN: fqbn,
		// decrypt_error is said to a bad signature of the key exchange, which comes after the chain, and to nothing about the chain.
		accepted: func(o outcome) bool { return o.alert == alertDecryptError },
		words:    mbedWords,
	}
}

// ESP8266 is BearSSL as the ESP8266 core configures it.
func ESP8266() Stack {
	return Stack{
		Name: "esp8266 (BearSSL)", Chip: "esp8266", FQBN: arduino.FQBN8266,
		// BearSSL sends no alerts. A bad signature of the key exchange is its error 27, one of a certificate is 52.
		accepted: func(o outcome) bool { return o.code == bearBadSignature },
		words:    bearWords,
	}
}

// Stacks are those that pins are tried on: the current one of each chip.
func Stacks() []Stack { return []Stack{ESP32(), ESP8266()} }

// Question is what is to be tried.
type Question struct {
	Host string    // the name that the board connects to: sent as SNI, and compared with the certificate
	Pin  []byte    // PEM, as the sketch would have it
	At   time.Time // what the board's clock says, for stacks that look at dates
}

// Answer is how one handshake went.
type Answer struct {
	Stack    Stack
	Accepted bool
	Crashed  bool   // the program ended in a panic of its chip
	Code     int    // the stack's own: lastError or getLastSSLError; 0 after a whole handshake
	Alert    int    // what the client sent as a fatal alert; -1: none
	Words    string // what it means, for people
}

// Options says where to work.
type Options struct {
	Cache    string       // of builds
	Progress func(string) // told what is going on; nil: nobody
}

// Trier holds the compiled sketches. It may be used by several goroutines.
type Trier struct {
	programs map[string]string
	places   atomic.Uint32 // that were used
}

// ErrAddress says that a stack cannot be tried with an address in place of a name.
var ErrAddress = errors.New("the host is an address, and boards are led to the server here by its name: give the name with --sni")

// New compiles the sketch for the stacks; after the first time this is a look into the cache.
func New(ctx context.Context, opts Options, stacks ...Stack) (*Trier, error) {
	dir := filepath.Join(opts.Cache, "try", sketchName)
	if err := unpack(dir); err != nil {
		return nil, err
	}
	builder, err := build.New(build.Options{CacheDir: opts.Cache, Progress: opts.Progress})
	if err != nil {
		return nil, err
	}
	t := &Trier{programs: map[string]string{}}
	for _, s := range stacks {
		image, err := builder.Build(ctx, build.Request{SketchDir: dir, Name: sketchName, Chip: s.Chip, FQBN: s.FQBN, Builder: build.ArduinoBuilder})
		if err != nil {
			return nil, fmt.Errorf("making the program that tries pins on %s: %w", s.Name, err)
		}
		if image.ELF == "" {
			return nil, fmt.Errorf("making the program that tries pins on %s: %s left no ELF file", s.Name, image.Builder)
		}
		// It is kept for its symbols, and so not as a program.
		if err := os.Chmod(image.ELF, 0o700); err != nil {
			return nil, fmt.Errorf("making the program that tries pins on %s: %w", s.Name, err)
		}
		t.programs[s.FQBN] = image.ELF
	}
	return t, nil
}

// unpack writes the sketch into dir, unless it is there.
func unpack(dir string) error {
	const file = sketchName + ".ino"
	text, err := sketch.ReadFile("sketch/" + sketchName + "/" + file)
	if err != nil {
		return fmt.Errorf("unpacking the sketch that tries pins: %w", err)
	}
	path := filepath.Join(dir, file)
	if old, err := os.ReadFile(path); err == nil && string(old) == string(text) {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("unpacking the sketch that tries pins: %w", err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return fmt.Errorf("unpacking the sketch that tries pins: %w", err)
	}
	return nil
}

// Chain tries the pin against a chain of certificates, DER, the server's own first. The server's key need not be known.
func (t *Trier) Chain(ctx context.Context, s Stack, q Question, chain [][]byte) (Answer, error) {
	return t.meet(ctx, s, q, fast, func(ctx context.Context, at place) (meeting, error) { return forged(ctx, at, chain) })
}

// Server tries the pin against the server itself, at host:port, with a whole handshake.
func (t *Trier) Server(ctx context.Context, s Stack, q Question, address string) (Answer, error) {
	return t.meet(ctx, s, q, slow, func(ctx context.Context, at place) (meeting, error) { return forwarded(ctx, at, address) })
}

// How many seconds pass on the board in one second: a server out there answers in its own time.
const (
	fast = 20
	slow = 1
)

// meeting is the other side of a handshake.
type meeting interface {
	port() uint16
	forged() bool                                   // the key is not the server's own
	end(ctx context.Context) (alert int, err error) // closes it; alert is the first fatal one that the client sent, -1: none
}

// outcome is what both sides saw of a handshake.
type outcome struct {
	code, alert int
	crashed     bool
}

func (t *Trier) meet(ctx context.Context, s Stack, q Question, rate int, open func(context.Context, place) (meeting, error)) (Answer, error) {
	if _, err := netip.ParseAddr(q.Host); err == nil {
		return Answer{}, ErrAddress
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	at := t.newPlace()
	m, err := open(ctx, at)
	if err != nil {
		return Answer{}, err
	}
	o, words, runErr := t.run(ctx, s, q, rate, at, m.port())
	o.alert, err = m.end(ctx)
	if err := errors.Join(runErr, err); err != nil {
		return Answer{}, fmt.Errorf("trying the pin on %s: %w", s.Name, err)
	}
	return s.judge(o, m.forged(), words), nil
}

// judge tells whether the chain was taken, and what it means if not.
func (s Stack) judge(o outcome, forged bool, said string) Answer {
	a := Answer{Stack: s, Code: o.code, Alert: o.alert, Crashed: o.crashed, Accepted: o.code == 0 && !o.crashed}
	if forged && !o.crashed {
		a.Accepted = s.accepted(o)
	}
	switch {
	case o.crashed:
		a.Words = "the board crashed, most likely because the pin and the chain do not fit its memory: " + said
	case a.Accepted && forged:
		a.Words = "and it then refused the made-up key of this server, as it must"
	case a.Accepted:
		a.Words = "connected"
	default:
		a.Words = s.words(o.code, o.alert)
		if a.Words == "" {
			a.Words = said
		}
	}
	return a
}

// patience ends a handshake that hangs on both sides.
const patience = 2 * time.Minute
