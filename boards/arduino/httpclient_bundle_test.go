package arduino

import (
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"testing"
)

// countedBundle is ESP-IDF's layout up to 5.3, offsetBundle that from 5.4 on (components/mbedtls/esp_crt_bundle/esp_crt_bundle.c).
func countedBundle(sorted []*identity) []byte {
	out := binary.BigEndian.AppendUint16(nil, uint16(len(sorted)))
	for _, id := range sorted {
		out = append(out, entry(binary.BigEndian, id)...)
	}
	return out
}

func offsetBundle(sorted []*identity) []byte {
	var table, entries []byte
	for _, id := range sorted {
		table = binary.LittleEndian.AppendUint32(table, uint32(4*len(sorted)+len(entries)))
		entries = append(entries, entry(binary.LittleEndian, id)...)
	}
	return append(table, entries...)
}

func entry(order binary.AppendByteOrder, id *identity) []byte {
	name, key := id.cert.RawSubject, id.cert.RawSubjectPublicKeyInfo
	out := order.AppendUint16(order.AppendUint16(nil, uint16(len(name))), uint16(len(key)))
	return append(append(out, name...), key...)
}

func bySubject(ids ...*identity) []*identity {
	return slices.SortedFunc(slices.Values(ids), func(a, b *identity) int { return bytes.Compare(a.cert.RawSubject, b.cert.RawSubject) })
}

// bundled is a client with a bundle that meets a server.
type bundled struct {
	name   string
	bundle []byte
	config *tls.Config

	ok    bool
	error int
	alert int
	quiet bool // the client sends nothing
}

func bundleMeetings(t *testing.T, fqbn string) []bundled {
	r := newRoots(t)
	third := newCA(t, nil, "A Third Root")
	layout, other := offsetBundle, countedBundle
	unknownError, unknownAlert := -9984, 48
	if fqbn == FQBN2 {
		layout, other = countedBundle, offsetBundle
		unknownError, unknownAlert = -12288, 49
	}
	good := newLeaf(t, r.root, nil)
	three := layout(bySubject(r.root, r.other, third))
	inter := newLeaf(t, r.inter, nil)
	wrongName := newLeaf(t, r.root, forName("other.bench.test"))
	meetings := []bundled{
		{name: "one of three", bundle: three, config: serving(good), ok: true},
		{name: "through an intermediate", bundle: three, config: serving(inter, r.inter), ok: true},
		{name: "the root comes along", bundle: three, config: serving(good, r.root), ok: true},
		{name: "intermediate in the bundle", bundle: layout([]*identity{r.inter}), config: serving(inter), ok: true},
		{name: "not in the bundle", bundle: layout(bySubject(r.other, third)), config: serving(good), error: unknownError, alert: unknownAlert},
		{name: "same name, other key", bundle: layout([]*identity{r.twin}), config: serving(good), error: unknownError, alert: unknownAlert},
		{name: "leaf in the bundle", bundle: layout([]*identity{good}), config: serving(good), error: unknownError, alert: unknownAlert},
		{name: "wrong name", bundle: three, config: serving(wrongName), error: -9984, alert: 42},
		{name: "expired", bundle: three, config: serving(newLeaf(t, r.root, expired)), ok: true},
	}
	// Without a size the older core cannot tell that the layout is another.
	if fqbn == FQBN {
		meetings = append(meetings,
			bundled{name: "another layout", bundle: other(bySubject(r.root, r.other)), config: serving(good), error: -1, quiet: true},
			bundled{name: "cut short", bundle: three[:len(three)-1], config: serving(good), error: -1, quiet: true})
	}
	return meetings
}

func TestBundles(t *testing.T) {
	t.Parallel()
	onEachESP32(t, func(t *testing.T, fqbn, elf string) {
		for _, m := range bundleMeetings(t, fqbn) {
			t.Run(m.name, func(t *testing.T) {
				t.Parallel()
				m.hold(t, elf, "bundle "+hex.EncodeToString(m.bundle))
			})
		}
	})
}

// The bench has no list of authorities: the one that is built in is empty.
func TestBuiltinBundleRefuses(t *testing.T) {
	t.Parallel()
	m := bundled{config: serving(newLeaf(t, newCA(t, nil, "Bench Root"), nil)), error: -9984, alert: 48}
	m.hold(t, compile(t, "http_probe", FQBN), "builtin")
}

func (m bundled) hold(t *testing.T, elf, trust string) {
	t.Helper()
	b := newBench(t, serveTLS(m.config.Clone(), func(s *tls.Conn) { drain(s) }))
	r := b.run(elf, trust, "connect "+host+" PORT", "stop")
	wire := b.conn().wire()
	if m.ok {
		r.has(t, "connect 1 error 48\n")
		return
	}
	r.has(t, fmt.Sprintf("connect 0 error %d\n", m.error))
	if m.quiet {
		if len(wire) != 0 {
			t.Errorf("the client sent %d bytes", len(wire))
		}
		return
	}
	if got := alert(t, wire); got != m.alert {
		t.Errorf("the client's alert is %d, want %d", got, m.alert)
	}
}
