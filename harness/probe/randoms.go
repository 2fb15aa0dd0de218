package probe

import (
	"encoding/binary"
	"time"

	"github.com/benchtrial/benchtrial/servers"
)

// Clock is what the first four bytes of the client randoms are: mbedTLS writes time() there, BearSSL zeros. Whoever
// watches can read such a clock, and no entropy is in it.
type Clock string

// The clocks.
const (
	ClockZeros  Clock = "zeros"
	ClockDay    Clock = "the time of day"
	ClockUptime Clock = "the seconds since the board's start"
	ClockNone   Clock = "random"
)

// How far a clock in a random may be off and is still one: time passes faster on a simulated board.
const clockSlack = 2 * time.Minute

// clockIn says what the first four bytes of one random are, on a board that was up for at most so long.
func clockIn(random [32]byte, now time.Time, up time.Duration) Clock {
	switch n := binary.BigEndian.Uint32(random[:]); {
	case n == 0:
		return ClockZeros
	case time.Unix(int64(n), 0).Sub(now).Abs() < clockSlack:
		return ClockDay
	case time.Duration(n)*time.Second < up+clockSlack:
		return ClockUptime
	}
	return ClockNone
}

// randoms looks at the client randoms of a probe.
type randoms struct {
	seen     map[[28]byte]bool // without the four bytes that may be a clock
	total    int
	repeated int
	clocks   map[Clock]bool
}

// note takes those of a trial on a board that was started at booted and on which time passes at most so fast.
func (r *randoms) note(conns []servers.Conn, booted time.Time, rate float64) {
	if r.seen == nil {
		r.seen, r.clocks = map[[28]byte]bool{}, map[Clock]bool{}
	}
	for _, c := range conns {
		if c.Hello == nil {
			continue
		}
		key := [28]byte(c.Hello.Random[4:])
		r.total++
		if r.seen[key] {
			r.repeated++
		}
		r.seen[key] = true
		r.clocks[clockIn(c.Hello.Random, c.Opened, time.Duration(float64(c.Opened.Sub(booted))*rate))] = true
	}
}

// clock is what the randoms begin with; a clock that counts from the start is zero at first.
func (r *randoms) clock() Clock {
	for _, kind := range []Clock{ClockNone, ClockDay, ClockUptime} {
		if r.clocks[kind] {
			return kind
		}
	}
	return ClockZeros
}
