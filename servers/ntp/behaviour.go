package ntp

import (
	"fmt"
	"time"
)

// Behaviour is how a time server answers. The zero value is an honest one.
type Behaviour struct {
	// Silent answers nothing at all; Late leaves so many of a client's first questions without an answer.
	Silent bool
	Late   int

	// Offsets are what the server's clock is wrong by at each question: the last one holds from then on. None is right.
	Offsets []time.Duration

	// Kiss, when set, is the code of a kiss-o'-death, four letters, which an answer without a time is (RFC 5905 §7.4):
	// "DENY", "RATE".
	Kiss string

	// Garbage answers with bytes that are no NTP packet.
	Garbage bool
}

// answer is what the n-th question, counted from 1, gets: nil for none. told describes it.
func (b Behaviour) answer(question packet, n int, now time.Time) (reply []byte, told string) {
	switch {
	case b.Silent, n <= b.Late:
		return nil, "no answer"
	case b.Garbage:
		return []byte("this is no time"), "garbage"
	}
	shown := now.Add(b.offset(n))
	p := packet{
		version: question.version, mode: modeServer, stratum: 1, poll: question.poll, precision: -20,
		reference: [4]byte{'L', 'O', 'C', 'L'}, referenced: stamp(shown), origin: question.transmit,
		receive: stamp(shown), transmit: stamp(shown),
	}
	told = shown.UTC().Format(time.RFC3339)
	if b.Kiss != "" {
		p.leap, p.stratum = 3, 0
		copy(p.reference[:], b.Kiss)
		// No time: the client's own is given back.
		p.referenced, p.receive, p.transmit = 0, question.transmit, question.transmit
		told = fmt.Sprintf("kiss-o'-death %s", b.Kiss)
	}
	return p.bytes(), told
}

// offset is what the clock is wrong by at the n-th question.
func (b Behaviour) offset(n int) time.Duration {
	if len(b.Offsets) == 0 {
		return 0
	}
	return b.Offsets[min(n, len(b.Offsets))-1]
}
