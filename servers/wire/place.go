package wire

// Place is where in the server's direction a step of a script strikes: at a kind of unit. A unit is a handshake
// message in the clear, whole however many records it takes, or else a record.
type Place int

// The places, in the order in which a TLS 1.2 handshake has them. In TLS 1.3 all that follows the ServerHello, apart
// from a ChangeCipherSpec that means nothing, is Data.
const (
	Opening            Place = iota // before the server's first byte: it has read the ClientHello
	ServerHello                     // messages in the clear
	Certificate                     //
	ServerKeyExchange               //
	CertificateRequest              //
	ServerHelloDone                 //
	SessionTicket                   // NewSessionTicket
	OtherMessage                    // any other handshake message in the clear
	ChangeCipher                    // the record ChangeCipherSpec
	Finished                        // an encrypted record of type handshake
	Data                            // a record of application data
	EncryptedAlert                  // close_notify, as a rule
	PlainAlert                      // an alert in the clear, with which the server itself refuses
)

var placeNames = [...]string{
	"opening", "ServerHello", "Certificate", "ServerKeyExchange", "CertificateRequest", "ServerHelloDone",
	"NewSessionTicket", "other message", "ChangeCipherSpec", "Finished", "application data", "encrypted alert", "alert",
}

// String names the place as the protocol does.
func (p Place) String() string { return placeNames[p] }

// messagePlaces are the places of messages in the clear, by their type (RFC 5246 §7.4).
var messagePlaces = map[uint8]Place{
	2: ServerHello, 4: SessionTicket, 11: Certificate, 12: ServerKeyExchange, 13: CertificateRequest, 14: ServerHelloDone,
}

// framer splits the server's direction into units, in whatever portions its bytes come.
type framer struct {
	pending   []byte // the beginning of a record
	handshake []byte // the beginning of a message, and the version of its record
	version   uint16
	encrypted bool // the ChangeCipherSpec was seen
}

// feed takes bytes that the server means to send.
func (f *framer) feed(b []byte) []*Unit {
	f.pending = append(f.pending, b...)
	var units []*Unit
	for {
		r, n := nextRecord(f.pending)
		if n == 0 {
			return units
		}
		if n < 0 {
			// No record: not from crypto/tls, then. It goes through as it is.
			units = append(units, f.begun(f.pending)...)
			f.pending = nil
			return units
		}
		r.Body = append([]byte(nil), r.Body...)
		f.pending = f.pending[n:]
		units = append(units, f.record(r)...)
	}
}

// record makes units of one record.
func (f *framer) record(r Record) []*Unit {
	if r.Type == TypeHandshake && !f.encrypted {
		return f.messages(r)
	}
	units := f.begun(nil)
	u := &Unit{Type: r.Type, Version: r.Version, Body: r.Body, Length: Honest, Copies: 1, Encrypted: f.encrypted}
	switch {
	case r.Type == TypeChangeCipherSpec:
		u.Place, u.Encrypted, f.encrypted = ChangeCipher, false, true
	case r.Type == TypeHandshake:
		u.Place = Finished
	case r.Type == TypeApplicationData:
		u.Place = Data
	case f.encrypted:
		u.Place = EncryptedAlert
	default:
		u.Place = PlainAlert
	}
	return append(units, u)
}

// begun is a message that will not come to its end, and what came in its place, as they are.
func (f *framer) begun(rest []byte) []*Unit {
	var raw []byte
	if len(f.handshake) > 0 {
		raw, f.handshake = frame(TypeHandshake, f.version, len(f.handshake), f.handshake), nil
	}
	if raw = append(raw, rest...); len(raw) == 0 {
		return nil
	}
	return []*Unit{{Place: OtherMessage, Length: Honest, raw: raw, Copies: 1}}
}

// messages takes handshake messages out of a record.
func (f *framer) messages(r Record) []*Unit {
	f.handshake, f.version = append(f.handshake, r.Body...), r.Version
	var units []*Unit
	for len(f.handshake) >= 4 {
		n := 4 + int(f.handshake[1])<<16 + int(f.handshake[2])<<8 + int(f.handshake[3])
		if len(f.handshake) < n {
			break
		}
		place, known := messagePlaces[f.handshake[0]]
		if !known {
			place = OtherMessage
		}
		body := append([]byte(nil), f.handshake[:n]...)
		f.handshake = f.handshake[n:]
		units = append(units, &Unit{
			Place: place, Type: TypeHandshake, Version: r.Version, Body: body, Length: Honest, Copies: 1,
		})
	}
	return units
}
