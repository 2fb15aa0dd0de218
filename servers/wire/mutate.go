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
	fault   Fault
	framer  framer
	sealer  sealer
	begun   bool
	count   [len(placeNames)]int // units so far
	late    []op                 // what waits for the next unit
	flight  []byte               // messages that are to share records of this version
	version uint16
	ops     []op
}

// scripted tells whether the fault changes records.
func (f Fault) scripted() bool { return len(f.Script) > 0 || f.Fragment > 0 || f.Coalesce }

// play turns what the server wrote into what is sent.
func (m *mutator) play(b []byte, known func() secrets) ([]op, error) {
	m.ops = nil
	if !m.begun {
		m.begun = true
		if err := m.unit(&Unit{Place: Opening, Length: Honest}); err != nil {
			return nil, err
		}
	}
	for _, u := range m.framer.feed(b) {
		if err := m.pass(u, known); err != nil {
			return m.ops, err
		}
	}
	m.land()
	return merge(m.ops), nil
}

// pass prepares a unit and sends it through the script.
func (m *mutator) pass(u *Unit, known func() secrets) error {
	if u.Place == ServerHello {
		m.sealer.hello(u.Body)
	}
	if !u.Encrypted {
		return m.unit(u)
	}
	seq := m.sealer.in
	m.sealer.in++
	body, version := u.Body, u.Version
	original := &Unit{Place: u.Place, Type: u.Type, Version: version, Body: append([]byte(nil), body...)}
	u.opened = func() (Plain, error) {
		if err := m.sealer.key(known()); err != nil {
			return Plain{}, err
		}
		return m.sealer.open(original, seq)
	}
	if seq != m.sealer.out {
		// Records were put in before: the client counts on from them.
		plain, err := u.opened()
		if err != nil {
			return err
		}
		u.Body = m.sealer.seal(plain, version)
		m.sealer.out--
	}
	return m.unit(u)
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

// emit makes the bytes of a unit.
func (m *mutator) emit(u *Unit) []op {
	if m.shares(u) {
		m.flight, m.version = append(m.flight, u.Body...), u.Version
		return nil
	}
	m.land()
	bytes := append([]byte(nil), u.Before...)
	once := m.records(u)
	for range u.Copies {
		bytes = append(bytes, once...)
	}
	bytes = append(bytes, u.After...)
	o := op{wait: u.Wait, bytes: bytes, cut: u.Cut}
	if u.Cut != NoCut && u.CutAt != all && u.CutAt < len(bytes) {
		o.bytes = bytes[:u.CutAt]
	}
	return []op{o}
}

// records puts a unit into records.
func (m *mutator) records(u *Unit) []byte {
	switch {
	case u.raw != nil:
		return u.raw
	case u.Place == Opening:
		return nil
	case u.Encrypted && u.Plain != nil:
		var out []byte
		for _, p := range u.Plain {
			body := m.sealer.seal(p, version12)
			out = append(out, frame(p.Type, u.Version, len(body), body)...)
		}
		return out
	case u.Encrypted:
		m.sealer.out++
	}
	if u.Length != Honest {
		return frame(u.Type, u.Version, u.Length, u.Body)
	}
	size := maxPlain
	if u.Type == TypeHandshake && !u.Encrypted && m.fault.Fragment > 0 {
		size = m.fault.Fragment
	}
	if u.Encrypted {
		size = len(u.Body)
	}
	return inRecords(u.Type, u.Version, size, u.Body)
}

// maxPlain is the longest content of a record (RFC 5246 §6.2.1).
const maxPlain = 1 << 14

// inRecords cuts a body into records; an empty one takes one record.
func inRecords(kind uint8, version uint16, size int, body []byte) []byte {
	var out []byte
	for {
		n := min(size, len(body))
		out = append(out, frame(kind, version, n, body[:n])...)
		body = body[n:]
		if len(body) == 0 {
			return out
		}
	}
}

// shares tells whether a unit goes into one record with its neighbours.
func (m *mutator) shares(u *Unit) bool {
	return m.fault.Coalesce && u.Type == TypeHandshake && !u.Encrypted && u.Copies == 1 && u.Length == Honest &&
		len(u.Before)+len(u.After) == 0 && u.Wait == 0 && u.Cut == NoCut && !u.Late && u.Place != Opening
}

// land sends the messages that shared records.
func (m *mutator) land() {
	if len(m.flight) > 0 {
		m.ops = append(m.ops, op{bytes: inRecords(TypeHandshake, m.version, maxPlain, m.flight)})
		m.flight = nil
	}
}

// merge joins bytes that nothing stands between, so that a flight stays one write.
func merge(ops []op) []op {
	var out []op
	for _, o := range ops {
		if n := len(out); n > 0 && o.wait == 0 && out[n-1].cut == NoCut {
			last := &out[n-1]
			last.bytes = append(last.bytes[:len(last.bytes):len(last.bytes)], o.bytes...)
			last.struck = append(last.struck[:len(last.struck):len(last.struck)], o.struck...)
			last.cut = o.cut
			continue
		}
		out = append(out, o)
	}
	return out
}
