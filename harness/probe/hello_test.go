package probe

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/wire"
	"github.com/benchtrial/benchtrial/servers/wire/wiretest"
)

func TestHelloOf(t *testing.T) {
	h := HelloOf(wiretest.ClientHello(t, "bearssl"))
	if h.Library != "BearSSL" || h.ServerName != "api.bench.test" || h.MFLN != 512 || h.Tickets || h.MaxVersion != "TLS1.2" || h.RecordVersion != "TLS1.0" {
		t.Errorf("%+v", h)
	}
	if !slices.Contains(h.Suites, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256") || !slices.Contains(h.Extensions, "max_fragment_length(1)") ||
		!slices.Contains(h.Groups, "secp256r1(23)") || !strings.HasPrefix(h.Random, "00000000") {
		t.Errorf("%+v", h)
	}
	if m := HelloOf(wiretest.ClientHello(t, "mbedtls3")); !m.Tickets || m.MFLN != 0 || m.RecordVersion != "TLS1.2" {
		t.Errorf("%+v", m)
	}
	if HelloOf(nil) != nil {
		t.Error("there is a description of no hello")
	}
}

func TestDifferentHello(t *testing.T) {
	was, is := HelloOf(wiretest.ClientHello(t, "mbedtls2")), HelloOf(wiretest.ClientHello(t, "mbedtls2"))
	is.Random = "something else"
	if words := differentHello(was, is); words != nil {
		t.Errorf("the same: %v", words)
	}
	is.MFLN, is.Suites, is.Extensions = 512, append([]string{"TLS_NEW"}, is.Suites[1:]...), slices.Clone(is.Extensions)
	slices.Reverse(is.Extensions)
	got := fmt.Sprint(differentHello(was, is))
	want := fmt.Sprint([]HelloChange{
		{What: "the fragment length was 0, and is 512"}, {"1 suite offered now, not then", []string{"TLS_NEW"}},
		{"1 suite no longer offered", []string{was.Suites[0]}}, {What: "the order of the extensions has changed"},
	})
	if got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if words := differentHello(nil, is); words != nil {
		t.Errorf("nothing to compare with: %v", words)
	}
}

func TestClock(t *testing.T) {
	now := time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		first uint32
		want  Clock
	}{
		"zero":                      {0, ClockZeros},
		"now":                       {uint32(now.Unix()) - 3, ClockDay},
		"yesterday":                 {uint32(now.Unix()) - 86400, ClockNone},
		"since the start":           {7, ClockUptime},
		"longer than it is up":      {3600, ClockNone},
		"what it is up, and slower": {9, ClockUptime},
		"anything":                  {0x9f3a11c2, ClockNone},
	} {
		var random [32]byte
		binary.BigEndian.PutUint32(random[:], c.first)
		if got := clockIn(random, now, 10*time.Second); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestRandoms(t *testing.T) {
	booted := time.Unix(1000, 0)
	hello := func(second int, first uint32, rest byte) servers.Conn {
		h := &wire.ClientHello{}
		binary.BigEndian.PutUint32(h.Random[:], first)
		h.Random[31] = rest
		return servers.Conn{Hello: h, Opened: booted.Add(time.Duration(second) * time.Second)}
	}
	var r randoms
	r.note([]servers.Conn{hello(0, 0, 1), {}, hello(1, 20, 2)}, booted, 20)
	if r.clock() != ClockUptime || r.total != 2 || r.repeated != 0 {
		t.Errorf("%+v, %s", r, r.clock())
	}
	r.note([]servers.Conn{hello(2, 40, 1)}, booted, 20) // the clock differs, and the rest came before
	if r.repeated != 1 {
		t.Errorf("%d repeated", r.repeated)
	}
	r.note([]servers.Conn{hello(3, 0xdeadbeef, 4)}, booted, 20)
	if r.clock() != ClockNone {
		t.Errorf("with one that is none it is %s", r.clock())
	}
	var none randoms
	none.note([]servers.Conn{hello(0, 0, 1), hello(5, 0, 2)}, booted, 20)
	if none.clock() != ClockZeros {
		t.Errorf("zeros are %s", none.clock())
	}
}
