package tls12

import (
	"bytes"
	"context"
	"net"
	"testing"
	"time"
)

// helloOf is a ClientHello with these extensions.
func helloOf(extensions ...Extension) []byte {
	out := append([]byte{3, 3}, make([]byte, 32)...)
	out = append(out, 0, 0, 2, 0xc0, 0x2b, 1, 0)
	var list []byte
	for _, e := range extensions {
		list = append(list, uint8(e.Type>>8), uint8(e.Type), uint8(len(e.Data)>>8), uint8(len(e.Data)))
		list = append(list, e.Data...)
	}
	out = append(out, uint8(len(list)>>8), uint8(len(list)))
	return append(out, list...)
}

func seeds(add func(...any)) {
	add([]byte{})
	add(helloOf()[:41])
	add(helloOf())
	add(helloOf(Extension{ExtServerName, []byte{0, 4, 0, 0, 1, 'x'}}, Extension{ExtGroups, []byte{0, 2, 0, 23}}))
	add(helloOf(Extension{ExtProtocols, []byte{0, 3, 2, 'h', '2'}}, Extension{ExtAlgorithms, []byte{0, 2, 4, 3}}))
	add(helloOf(Extension{ExtTicket, []byte("ticket")}, Extension{ExtRenegotiationInfo, []byte{0}}))
}

// A hello that is taken says what its bytes say, and one that is not has an error.
func FuzzParseClientHello(f *testing.F) {
	seeds(f.Add)
	f.Fuzz(func(t *testing.T, body []byte) {
		h, err := ParseClientHello(body)
		if err != nil {
			return
		}
		if len(h.Random) != 32 || !bytes.Equal(h.Random, body[2:34]) || len(h.Suites) == 0 || len(h.SessionID) > 32 {
			t.Errorf("a hello that is none is taken: %+v", h)
		}
		n := 2 + 32 + 1 + len(h.SessionID) + 2 + 2*len(h.Suites) + 1 + len(h.Compressions)
		for _, e := range h.Extensions {
			n += 4 + len(e.Data)
		}
		if n != len(body) && n+2 != len(body) {
			t.Errorf("%d bytes are read as %d", len(body), n)
		}
	})
}

// Whatever a client sends, the server ends with an error and without a panic.
func FuzzHandshake(f *testing.F) {
	record := func(kind uint8, b []byte) []byte {
		return append([]byte{kind, 3, 1, uint8(len(b) >> 8), uint8(len(b))}, b...)
	}
	seeds(func(args ...any) { f.Add(record(kindHandshake, Message{ClientHelloKind, args[0].([]byte)}.bytes())) })
	f.Add(record(kindAlert, []byte{2, 40}))
	f.Add([]byte("GET / HTTP/1.1\r\n\r\n"))
	psk := bytes.Replace(helloOf(), []byte{0xc0, 0x2b}, []byte{0x00, 0xa8}, 1)
	f.Add(append(record(kindHandshake, Message{ClientHelloKind, psk}.bytes()),
		record(kindHandshake, Message{ClientKeyExchangeKind, []byte{0, 1, 'x'}}.bytes())...))
	config := &Config{Suites: Suites(PSK), PSK: func(string) []byte { return []byte("secret") }}
	f.Fuzz(func(t *testing.T, sent []byte) {
		if err := Server(newReplay(sent), config).HandshakeContext(t.Context()); err == nil {
			t.Error("a client without the secret has finished the handshake")
		}
	})
}

// replay is a connection on which a client has sent what it will send.
type replay struct {
	*bytes.Reader
}

func newReplay(b []byte) net.Conn { return replay{bytes.NewReader(b)} }

func (replay) Write(b []byte) (int, error)      { return len(b), nil }
func (replay) Close() error                     { return nil }
func (replay) LocalAddr() net.Addr              { return nil }
func (replay) RemoteAddr() net.Addr             { return nil }
func (replay) SetDeadline(time.Time) error      { return nil }
func (replay) SetReadDeadline(time.Time) error  { return nil }
func (replay) SetWriteDeadline(time.Time) error { return nil }

// What breaks the grammar is refused with the alert that says so.
func TestMalformedHellos(t *testing.T) {
	twice := Extension{ExtTicket, nil}
	for name, body := range map[string][]byte{
		"empty": {}, "within the random": helloOf()[:20], "no suites": append(make([]byte, 35), 0, 0, 1, 0),
		"odd suites":                 append(make([]byte, 35), 0, 1, 9, 1, 0),
		"session id of 33":           append(append(make([]byte, 34), 33), make([]byte, 40)...),
		"extension twice":            helloOf(twice, twice),
		"name cut off":               helloOf(Extension{ExtServerName, []byte{0, 4, 0, 0, 9, 'x'}}),
		"empty protocol":             helloOf(Extension{ExtProtocols, []byte{0, 1, 0}}),
		"curves odd":                 helloOf(Extension{ExtGroups, []byte{0, 1, 0}}),
		"bytes after the extensions": append(helloOf(), 0),
	} {
		if h, err := ParseClientHello(body); err == nil {
			t.Errorf("%s: taken as %+v", name, h)
		}
		record := Message{ClientHelloKind, body}.bytes()
		record = append([]byte{kindHandshake, 3, 1, uint8(len(record) >> 8), uint8(len(record))}, record...)
		var out written
		err := Server(&out, &Config{}).withInput(record).HandshakeContext(context.Background())
		if err == nil || !bytes.HasSuffix(out.Bytes(), []byte{2, uint8(AlertDecodeError)}) {
			t.Errorf("%s: %v, and the client gets % x", name, err, out.Bytes())
		}
	}
}

// written keeps what the server sends.
type written struct {
	replay
	bytes.Buffer
}

func (w *written) Read(b []byte) (int, error)  { return w.replay.Reader.Read(b) }
func (w *written) Write(b []byte) (int, error) { return w.Buffer.Write(b) }

func (c *Conn) withInput(b []byte) *Conn {
	c.inner.(*written).replay = replay{bytes.NewReader(b)}
	return c
}
