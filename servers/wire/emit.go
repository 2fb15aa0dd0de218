package wire

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
			body := m.keys.server.seal(p, m.out, u.Version)
			m.out++
			out = append(out, frame(p.Type, u.Version, len(body), body)...)
		}
		return out
	case u.Encrypted:
		m.out++
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
