package wire

import (
	"bytes"
	"testing"
)

// The offer of extended_master_secret is hidden and nothing else is changed, in a hello of a stack that makes it.
func TestWithoutExtendedMaster(t *testing.T) {
	hello := helloWith([]uint16{0, 10, extExtendedMaster, 35}, []uint16{0xc02b})
	before := bytes.Clone(hello)
	got := withoutExtendedMaster(hello)
	if !bytes.Equal(hello, before) {
		t.Error("the client's own bytes were changed")
	}
	if want := helloWith([]uint16{0, 10, nobodysExtension, 35}, []uint16{0xc02b}); !bytes.Equal(got, want) {
		t.Errorf("got % x, want % x", got, want)
	}
	if got := withoutExtendedMaster(bearHello); !bytes.Equal(got, bearHello) {
		t.Error("a hello without the offer was changed")
	}
}

// Whatever a client sends before its Finished, the server gets as much of it.
func FuzzMirror(f *testing.F) {
	f.Add(helloRecord)
	f.Add(join(record(TypeHandshake, 0x0303, helloWith([]uint16{23, 23}, nil)...), record(TypeAlert, 0x0303, 2, 40)))
	f.Add(record(TypeHandshake, 0x0303, 1, 0, 0, 2, 3, 3))
	f.Fuzz(func(t *testing.T, b []byte) {
		var m mirror
		records, _ := Records(b)
		for _, r := range records {
			if m.encrypted {
				return // without secrets there is nothing more to see
			}
			whole := len(r.Bytes())
			out, err := m.fromClient(r, secrets{})
			if err != nil || len(out) != whole {
				t.Errorf("%d bytes became %d, %v", whole, len(out), err)
			}
		}
		if len(m.client) != len(m.server) {
			t.Errorf("the client has sent %d bytes of its handshake, and the server has seen %d", len(m.client), len(m.server))
		}
	})
}
