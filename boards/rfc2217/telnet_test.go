package rfc2217

import (
	"bytes"
	"fmt"
	"testing"
)

// heard is what a parser made of a stream.
type heard struct {
	data []byte
	log  []string
}

func (h *heard) parser() *parser {
	return &parser{
		data:   func(b []byte) { h.data = append(h.data, b...) },
		option: func(verb, option byte) { h.log = append(h.log, fmt.Sprint(verb, " ", option)) },
		subneg: func(option byte, b []byte) { h.log = append(h.log, fmt.Sprintf("%d: % x", option, b)) },
	}
}

func parse(stream []byte) heard {
	var h heard
	h.parser().feed(stream)
	return h
}

func TestParser(t *testing.T) {
	for _, c := range []struct {
		name   string
		stream []byte
		data   string
		log    []string
	}{
		{"data", []byte("abc"), "abc", nil},
		{"a doubled IAC", []byte{'a', iac, iac, 'b'}, "a\xffb", nil},
		{"options", []byte{iac, will, 44, 'x', iac, dont, 1}, "x", []string{"251 44", "254 1"}},
		{"a command", []byte{iac, sb, 44, 1, 0, 0, iac, iac, 2, iac, se, 'x'}, "x", []string{"44: 01 00 00 ff 02"}},
		{"commands without a meaning", []byte{iac, 241, 'x', iac, 249}, "x", nil},
		{"a command whose end was lost", []byte{iac, sb, 44, 1, iac, do, 0, 'x'}, "x", []string{"253 0"}},
		{"an empty command", []byte{iac, sb, iac, se, 'x'}, "x", nil},
		{"a command beyond all measure", append(append([]byte{iac, sb, 44}, make([]byte, maxSub+1)...), iac, se, 'x'), "x", nil},
	} {
		got := parse(c.stream)
		if string(got.data) != c.data || fmt.Sprint(got.log) != fmt.Sprint(c.log) {
			t.Errorf("%s: got data %q and %q, want %q and %q", c.name, got.data, got.log, c.data, c.log)
		}
	}
}

// FuzzParser: however TCP cuts a stream, it means the same; and what is escaped comes back as it was.
func FuzzParser(f *testing.F) {
	f.Add([]byte{'a', iac, iac, iac, sb, 44, 5, iac, iac, 8, iac, se, 'b'}, uint8(3))
	f.Add([]byte{iac, do, iac, will, 44, iac, sb, iac, sb, iac, se}, uint8(1))
	f.Fuzz(func(t *testing.T, stream []byte, cut uint8) {
		whole := parse(stream)
		var parts heard
		p := parts.parser()
		for rest := stream; len(rest) > 0; {
			n := min(int(cut)+1, len(rest))
			p.feed(rest[:n])
			rest = rest[n:]
		}
		if !bytes.Equal(whole.data, parts.data) || fmt.Sprint(whole.log) != fmt.Sprint(parts.log) {
			t.Errorf("whole: %q %q, in parts of %d: %q %q", whole.data, whole.log, int(cut)+1, parts.data, parts.log)
		}
		if back := parse(escape(nil, stream)); !bytes.Equal(back.data, stream) || back.log != nil {
			t.Errorf("%q came back as %q %q", stream, back.data, back.log)
		}
		sub := parse(subnegotiation(nil, 101, stream))
		if want := fmt.Sprintf("[44: %s]", bytes.TrimSpace(fmt.Appendf(nil, "65 % x", stream))); len(stream) < maxSub-2 && fmt.Sprint(sub.log) != want {
			t.Errorf("subnegotiation came back as %v, want %s", sub.log, want)
		}
	})
}

func TestOptionsAreAnsweredOnce(t *testing.T) {
	o := newOptions()
	offered := o.offer(nil, will, optBinary)
	for _, c := range []struct {
		verb, option byte
		want         []byte
	}{
		{do, optBinary, nil}, // the answer to our own offer
		{do, optComPort, []byte{iac, will, optComPort}},
		{do, optComPort, nil},
		{will, optSGA, []byte{iac, do, optSGA}},
		{wont, optSGA, []byte{iac, dont, optSGA}},
		{wont, optSGA, nil},
		{dont, optComPort, []byte{iac, wont, optComPort}},
		{do, 24, []byte{iac, wont, 24}}, // terminal type: refused, once
		{do, 24, nil},
		{will, 24, []byte{iac, dont, 24}},
		{dont, 24, nil},
	} {
		if got := o.answer(nil, c.verb, c.option); !bytes.Equal(got, c.want) {
			t.Errorf("answer(%d, %d): got % x, want % x", c.verb, c.option, got, c.want)
		}
	}
	if !bytes.Equal(offered, []byte{iac, will, optBinary}) {
		t.Errorf("offer: % x", offered)
	}
}
