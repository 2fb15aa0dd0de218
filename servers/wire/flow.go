package wire

import "encoding/binary"

// Record is one record of a direction.
type Record struct {
	Type    uint8
	Version uint16
	Offset  int // of its header, in the direction's bytes
	Body    []byte
}

// Message is one handshake message that was sent in the clear, put together from as many records as it took.
type Message struct {
	Type   uint8
	Offset int // of the header of the record that it began in
	Raw    []byte
}

// Alert is one alert record.
type Alert struct {
	Version   uint16 // of the record; mbedTLS 2.28 sends 0x0301 until it has taken a ServerHello
	Offset    int
	Encrypted bool // Level and Code are known only if Known

	Known bool
	Level uint8
	Code  uint8
}

// Fatal tells whether the alert ends the connection by its level.
func (a Alert) Fatal() bool { return a.Known && a.Level == 2 }

// String is the alert's name and number, for example unknown_ca(48).
func (a Alert) String() string {
	if !a.Known {
		return "(encrypted)"
	}
	return AlertName(a.Code)
}

// Flow reads the bytes of one direction, in whatever portions they come. The zero value is ready to use. What it found
// stands in its fields, and portions make no difference to it.
type Flow struct {
	Hello    *ClientHello // the first one; filled as far as it could be read when HelloErr is set
	HelloErr error
	Messages []Message // handshake messages in the clear, the first thousand
	Alerts   []Alert   // likewise

	// KeyExchange and ChangeCipher tell whether ClientKeyExchange and ChangeCipherSpec were sent.
	KeyExchange, ChangeCipher bool

	// Protected counts the records of type application_data(23), ProtectedBytes the bytes of their bodies. In TLS 1.3
	// the end of the handshake and encrypted alerts come in such records too.
	Protected, ProtectedBytes int

	// Selected is the version that a ServerHello chose, when this is a server's direction.
	Selected uint16

	// NotTLS tells that the bytes make no sense as TLS from offset NotTLSAt on; they are not read further.
	NotTLS   bool
	NotTLSAt int

	Bytes int // all that was fed

	pending   []byte // the beginning of a record
	offset    int    // of pending
	handshake []byte // the beginning of a handshake message
	began     Record // the record in which handshake began
	alert     []byte // the beginning of an alert in the clear
}

// ParseFlow reads one direction at once.
func ParseFlow(b []byte) *Flow {
	var f Flow
	f.Feed(b)
	return &f
}

// Records splits one direction into records. rest is what is left: the beginning of a record, or from the first
// byte that is no TLS.
func Records(b []byte) (records []Record, rest []byte) {
	offset := 0
	for {
		r, n := nextRecord(b[offset:])
		if n <= 0 {
			return records, b[offset:]
		}
		r.Offset = offset
		records = append(records, r)
		offset += n
	}
}

// The longest record that any peer may send (RFC 5246 §6.2.3), and room for what faulty ones send.
const (
	headerLen = 5
	maxRecord = 1<<14 + 2048
)

// What a flow keeps at most of a peer that floods it: messages or alerts, and bytes of one handshake message.
const (
	maxKept    = 1000
	maxMessage = 1 << 18
)

// nextRecord reads the record at the front of b. n is its length, 0 when it is not whole, and -1 when it is no TLS.
func nextRecord(b []byte) (r Record, n int) {
	if len(b) > 0 && (b[0] < TypeChangeCipherSpec || b[0] > TypeHeartbeat) {
		return r, -1
	}
	if len(b) > 1 && b[1] != 3 {
		return r, -1
	}
	if len(b) < headerLen {
		return r, 0
	}
	length := int(binary.BigEndian.Uint16(b[3:]))
	if length > maxRecord {
		return r, -1
	}
	if len(b) < headerLen+length {
		return r, 0
	}
	r = Record{Type: b[0], Version: binary.BigEndian.Uint16(b[1:]), Body: b[headerLen : headerLen+length]}
	return r, headerLen + length
}

// Feed reads on.
func (f *Flow) Feed(b []byte) {
	f.Bytes += len(b)
	if f.NotTLS {
		return
	}
	f.pending = append(f.pending, b...)
	used := 0
	for {
		r, n := nextRecord(f.pending[used:])
		if n < 0 {
			f.giveUp(f.offset)
			return
		}
		if n == 0 {
			break
		}
		r.Offset = f.offset
		f.record(r)
		if f.NotTLS {
			return
		}
		used += n
		f.offset += n
	}
	f.pending = append([]byte(nil), f.pending[used:]...)
}

// giveUp stops reading where the bytes make no sense any more.
func (f *Flow) giveUp(offset int) {
	f.NotTLS, f.NotTLSAt = true, offset
	f.pending, f.handshake, f.alert = nil, nil, nil
}

// record takes one whole record.
func (f *Flow) record(r Record) {
	switch r.Type {
	case TypeChangeCipherSpec:
		f.ChangeCipher = true
	case TypeAlert:
		f.alertRecord(r)
	case TypeHandshake:
		f.handshakeRecord(r)
	case TypeApplicationData:
		f.Protected++
		f.ProtectedBytes += len(r.Body)
	}
}

// minProtected is the shortest body of an encrypted alert: two bytes and a tag of 16 (ChaCha20-Poly1305).
const minProtected = 18

// alertRecord takes an alert, which in the clear may be spread over records or share one with others.
func (f *Flow) alertRecord(r Record) {
	if f.ChangeCipher && len(r.Body) >= minProtected {
		f.keepAlert(Alert{Version: r.Version, Offset: r.Offset, Encrypted: true})
		return
	}
	f.alert = append(f.alert, r.Body...)
	for len(f.alert) >= 2 {
		f.keepAlert(Alert{Version: r.Version, Offset: r.Offset, Known: true, Level: f.alert[0], Code: f.alert[1]})
		f.alert = f.alert[2:]
	}
}

func (f *Flow) keepAlert(a Alert) {
	if len(f.Alerts) < maxKept {
		f.Alerts = append(f.Alerts, a)
	}
}

// handshakeRecord takes a record of handshake messages, which may be spread over records or share one.
func (f *Flow) handshakeRecord(r Record) {
	if f.ChangeCipher && !wholeHello(r.Body) {
		return // encrypted: Finished, or a renegotiation
	}
	if len(f.handshake) == 0 {
		f.began = r
	}
	f.handshake = append(f.handshake, r.Body...)
	for len(f.handshake) >= 4 {
		n := 4 + int(f.handshake[1])<<16 + int(f.handshake[2])<<8 + int(f.handshake[3])
		if n > maxMessage {
			f.giveUp(r.Offset)
			return
		}
		if len(f.handshake) < n {
			return
		}
		raw := append([]byte(nil), f.handshake[:n]...)
		f.handshake = f.handshake[n:]
		f.message(Message{Type: raw[0], Offset: f.began.Offset, Raw: raw})
		f.began = r
	}
}

// wholeHello tells a second ClientHello, which a TLS 1.3 client sends in the clear after a ChangeCipherSpec that means
// nothing (RFC 8446 §D.4), from an encrypted message.
func wholeHello(b []byte) bool {
	return len(b) >= 4 && b[0] == ClientHelloType && 4+int(b[1])<<16+int(b[2])<<8+int(b[3]) == len(b)
}

// message takes one whole handshake message.
func (f *Flow) message(m Message) {
	if len(f.Messages) < maxKept {
		f.Messages = append(f.Messages, m)
	}
	switch m.Type {
	case ClientHelloType:
		if f.Hello == nil {
			f.Hello, f.HelloErr = ParseClientHello(m.Raw)
			f.Hello.RecordVersion = f.began.Version
		}
	case ClientKeyExchangeType:
		f.KeyExchange = true
	case ServerHelloType:
		f.Selected = selectedVersion(m.Raw)
	}
}

// selectedVersion reads which version a ServerHello chose; 0 when it cannot be read.
func selectedVersion(message []byte) uint16 {
	r := reader{b: message}
	r.bytes(4)
	version := r.u16()
	r.bytes(32)
	r.vector(1)
	r.bytes(3) // suite and compression
	if r.bad {
		return 0
	}
	for list := (reader{b: r.vector(2)}); len(list.b) > 0; {
		kind, data := list.u16(), list.vector(2)
		if !list.bad && kind == ExtSupportedVersions && len(data) == 2 {
			return binary.BigEndian.Uint16(data)
		}
	}
	return version
}
