package ntp

import (
	"bytes"
	"testing"
	"time"
)

func FuzzParse(f *testing.F) {
	q := packet{version: 4, mode: modeClient, transmit: 7}.bytes()
	f.Add(q)
	f.Add(append(q, "extension and key"...))
	f.Add(q[:47])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := parse(b)
		if err != nil {
			return
		}
		if p.mode != modeClient || !bytes.Equal(p.bytes()[40:48], b[40:48]) || p.bytes()[0] != b[0] {
			t.Errorf("%x was read as %+v", b, p)
		}
		reply, _ := Behaviour{}.answer(p, 1, time.Now())
		if !bytes.Equal(reply[24:32], b[40:48]) {
			t.Errorf("the answer's origin is not the question's time")
		}
	})
}

func TestStamp(t *testing.T) {
	for at, want := range map[time.Time]uint64{
		time.Unix(0, 0):           2208988800 << 32,
		time.Unix(0, 500_000_000): 2208988800<<32 | 1<<31,
		// The seconds begin again at 2036-02-07T06:28:16Z (RFC 5905 figure 4).
		time.Date(2036, 2, 7, 6, 28, 16, 0, time.UTC): 0,
		time.Date(2036, 2, 7, 6, 28, 15, 0, time.UTC): 0xffffffff << 32,
	} {
		if got := stamp(at); got != want {
			t.Errorf("%v is %016x, want %016x", at, got, want)
		}
	}
}
