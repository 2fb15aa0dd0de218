package console

import (
	"bytes"
	"context"
	"time"
)

// CrashKind says in one word how the firmware died.
type CrashKind string

// The kinds of crash.
const (
	CrashPanic         CrashKind = "panic" // a CPU exception on the ESP32 family
	CrashAbort         CrashKind = "abort"
	CrashAssert        CrashKind = "assert"
	CrashStackOverflow CrashKind = "stack-overflow"
	CrashHeap          CrashKind = "heap"
	CrashBrownout      CrashKind = "brownout"
	CrashWatchdog      CrashKind = "wdt"
	CrashException     CrashKind = "exception" // a CPU exception on the ESP8266
	CrashNoImage       CrashKind = "no-image"  // the ROM finds nothing to start: the bench's trouble, not the firmware's
)

// crashLimit is the longest crash text: a RISC-V panic with its stack dump has 10 KB.
const crashLimit = 64 << 10

// Crash is one death of the firmware.
type Crash struct {
	At        time.Time
	Mark      Mark // where the line begins that gave it away
	Known     Mark // where that line was complete
	End       Mark // where its text ends so far; a Wait from here on does not meet this crash
	Kind      CrashKind
	Reason    string // as the chip words it
	Text      string // everything it printed about it so far, raw
	Backtrace []string
	Complete  bool // the text has ended: with its own last line, or because the chip started anew
}

// Completed waits until the text of a crash is complete, and returns the crash with what came: also when ctx ends or
// the console is lost before, then with Complete false.
func (c *Console) Completed(ctx context.Context, crash Crash) Crash {
	for {
		c.mu.Lock()
		changed, lost := c.watch(), c.lost
		now, ok := c.signs.crashAt(crash.Mark, c.text.view())
		c.mu.Unlock()
		if ok {
			crash = now
		}
		if !ok || crash.Complete || lost != nil {
			return crash
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return crash
		}
	}
}

// withText returns the crash with its text taken from v.
func (k Crash) withText(v view) Crash {
	if !k.Complete {
		k.End = Mark(min(v.end(), int64(k.Mark)+crashLimit))
	}
	k.Text = string(bytes.TrimRight(v.slice(int64(k.Mark), int64(k.End)), "\r\n "))
	k.Backtrace = append([]string(nil), k.Backtrace...)
	return k
}
