package wire

import (
	"fmt"
	"strings"
	"time"
)

// Script is what goes wrong, step by step. Scripts are values: they are put together with On, OnNth and OnEach, and
// one script serves any number of connections.
type Script []Step

// Step is what happens at one place.
type Step struct {
	Place Place
	Nth   int // which of them, counted from 1; 0 is each
	Acts  []Act
}

// On strikes at the first unit of a kind.
func On(p Place, acts ...Act) Step { return OnNth(p, 1, acts...) }

// OnNth strikes at the n-th unit of a kind, counted from 1.
func OnNth(p Place, n int, acts ...Act) Step { return Step{Place: p, Nth: n, Acts: acts} }

// OnEach strikes at all units of a kind.
func OnEach(p Place, acts ...Act) Step { return Step{Place: p, Acts: acts} }

// String tells what happens: "Certificate: dropped".
func (s Step) String() string {
	var names []string
	for _, a := range s.Acts {
		names = append(names, a.Name)
	}
	which := s.Place.String()
	if s.Nth > 1 {
		which += fmt.Sprintf(" %d", s.Nth)
	}
	return which + ": " + strings.Join(names, ", ")
}

// Act is one thing that happens to a unit.
type Act struct {
	Name string // for people: "dropped", "bit 7 flipped"
	Do   func(*Unit)
}

// Honest is the Length of a unit whose record's header tells the truth.
const Honest = -1

// Unit is a handshake message in the clear or a record, as it is about to be sent. An act changes it.
type Unit struct {
	Place     Place
	Encrypted bool

	Type    uint8  // of its record
	Version uint16 // of its record
	Body    []byte // a message with its header, or a record's body as it stands on the wire
	Length  int    // what the record's header says in place of the truth; Honest is the truth

	Before, After []byte // bytes around it, as they stand on the wire
	Copies        int    // how often it is sent: 0 drops it
	Late          bool   // the unit that follows it is sent first

	Wait time.Duration // before it, in board time

	Cut   Cut // what happens to the connection after so many bytes of what is sent for this unit; CutAt -1 is all of it
	CutAt int

	// Plain, when set, is sent in place of an encrypted record: each of them is sealed as the server would, so that only
	// what is in them is wrong. See Unit.Open.
	Plain []Plain

	// Hello is what the client has offered, where the fault is Consistent.
	Hello *ClientHello

	raw    []byte // bytes that are no record
	opened func() (Plain, error)
	err    error
}

// Plain is what an encrypted record holds.
type Plain struct {
	Type uint8
	Body []byte
}

// Open is what the encrypted record of this unit holds. Only the AES-GCM suites of TLS 1.2 can be opened; with any
// other the write to the connection fails, so that no script fails to strike unseen.
func (u *Unit) Open() Plain {
	if u.opened == nil {
		u.err = fmt.Errorf("opening a record of %s: it is not encrypted", u.Place)
		return Plain{}
	}
	p, err := u.opened()
	if err != nil {
		u.err = err
	}
	return p
}

// plains is what is to be sealed in place of this unit so far.
func (u *Unit) plains() []Plain {
	if u.Plain == nil {
		u.Plain = []Plain{u.Open()}
	}
	return u.Plain
}
