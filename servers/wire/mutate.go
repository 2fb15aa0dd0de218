package wire

import "time"

// op is one thing that a write comes to: bytes, and what is done around them.
type op struct {
	wait   time.Duration
	struck []string // the steps that struck here
	bytes  []byte
	cut    Cut
}

// mutator plays a script over what the server means to send.
type mutator struct {
	fault    Fault
	framer   framer
	in, out  uint64 // sequence numbers: of the server, and of what the client has got
	keys     keys   // once they are needed
	begun    bool
	count    [len(placeNames)]int // units so far
	late     []op                 // what waits for the next unit
	flight   []byte               // messages that are to share records of this version
	version  uint16
	ops      []op
	mirrored int // of ops
}

// scripted tells whether the fault changes records.
func (f Fault) scripted() bool {
	return len(f.Script) > 0 || f.Fragment > 0 || f.Coalesce || f.Consistent
}

// play turns what the server wrote into what is sent.
func (m *mutator) play(b []byte, c *Conn) ([]op, error) {
	m.ops, m.mirrored = nil, 0
	if !m.begun {
		m.begun = true
		if err := m.unit(&Unit{Place: Opening, Length: Honest}); err != nil {
			return nil, err
		}
	}
	for _, u := range m.framer.feed(b) {
		if err := m.pass(u, c); err != nil {
			return m.ops, err
		}
		m.mirror(c)
	}
	m.land()
	m.mirror(c)
	return merge(m.ops), nil
}

// mirror notes what the client will have seen.
func (m *mutator) mirror(c *Conn) {
	for ; m.fault.Consistent && m.mirrored < len(m.ops); m.mirrored++ {
		c.mirror.toClient(m.ops[m.mirrored].bytes)
	}
}

// pass prepares a unit and sends it through the script.
func (m *mutator) pass(u *Unit, c *Conn) error {
	if u.Place == ServerHello {
		c.learnHello(u.Body)
	}
	u.Hello = c.mirror.offered()
	if !u.Encrypted {
		if m.fault.Consistent && u.Type == TypeHandshake {
			c.mirror.fromServer(u.Body)
		}
		return m.unit(u)
	}
	if err := m.unseal(u, c); err != nil {
		return err
	}
	return m.unit(u)
}

// unseal makes an encrypted unit one that can be opened, and that fits what the client has got before.
func (m *mutator) unseal(u *Unit, c *Conn) error {
	seq := m.in
	m.in++
	original := *u
	u.opened = func() (Plain, error) {
		if err := m.unlock(c); err != nil {
			return Plain{}, err
		}
		return m.keys.server.open(&original, seq)
	}
	expected := m.fault.Consistent && u.Place == Finished
	if !expected && seq == m.out {
		return nil
	}
	plain, err := u.opened()
	if err != nil {
		return err
	}
	if expected {
		plain.Body, err = c.mirror.serverFinished(c.known())
	}
	u.Body = m.keys.server.seal(plain, m.out, u.Version)
	opened := plain
	u.opened = func() (Plain, error) { return opened, nil }
	return err
}

// unlock makes the keys.
func (m *mutator) unlock(c *Conn) (err error) {
	if m.keys.server.aead == nil {
		m.keys, err = c.known().keys()
	}
	return err
}

// unit lets the steps strike that are about the unit, and sends what has become of it.
func (m *mutator) unit(u *Unit) error {
	m.count[u.Place]++
	u.CutAt = all
	var struck []string
	for _, s := range m.fault.Script {
		if s.Place != u.Place || s.Nth != 0 && s.Nth != m.count[u.Place] {
			continue
		}
		for _, a := range s.Acts {
			a.Do(u)
		}
		struck = append(struck, s.String())
	}
	if u.err != nil {
		return u.err
	}
	due := m.late
	m.late = nil
	out := append([]op{{struck: struck}}, m.emit(u)...)
	if u.Late {
		m.late = append(due, out...)
		return nil
	}
	m.ops = append(append(m.ops, out...), due...)
	return nil
}
