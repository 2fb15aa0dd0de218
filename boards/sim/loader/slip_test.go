package loader

import (
	"bytes"
	"testing"
)

func decode(stream []byte) (frames [][]byte) {
	var d Decoder
	d.Feed(stream, func(f []byte) { frames = append(frames, bytes.Clone(f)) })
	return frames
}

func TestDecoder(t *testing.T) {
	frame := AppendFrame(nil, []byte("a\xc0\xdb\xdc\xddz"))
	if want := []byte("\xc0a\xdb\xdc\xdb\xdd\xdc\xddz\xc0"); !bytes.Equal(frame, want) {
		t.Fatalf("AppendFrame: % x, want % x", frame, want)
	}
	for _, c := range []struct {
		name   string
		stream string
		want   []string
	}{
		{"one frame", "\xc0abc\xc0", []string{"abc"}},
		{"escapes", string(frame), []string{"a\xc0\xdb\xdc\xddz"}},
		{"two frames", "\xc0a\xc0\xc0b\xc0", []string{"a", "b"}},
		{"noise before and between", "noise\xc0a\xc0noise\xc0b\xc0", []string{"a", "b"}},
		{"empty frames", "\xc0\xc0\xc0\xc0a\xc0", []string{"a"}},
		{"a bad escape spoils its frame only", "\xc0a\xdbx\xc0\xc0b\xc0", []string{"b"}},
		{"an escape at the end spoils its frame", "\xc0a\xdb\xc0\xc0b\xc0", []string{"b"}},
		{"a frame without an end", "\xc0abc", nil},
		{"a frame beyond all measure", "\xc0" + string(make([]byte, maxFrame+1)) + "\xc0\xc0b\xc0", []string{"b"}},
	} {
		got := decode([]byte(c.stream))
		if len(got) != len(c.want) {
			t.Errorf("%s: got %d frames %q, want %q", c.name, len(got), got, c.want)
			continue
		}
		for i := range got {
			if string(got[i]) != c.want[i] {
				t.Errorf("%s: frame %d is %q, want %q", c.name, i, got[i], c.want[i])
			}
		}
	}
}

// FuzzDecoder: how the stream was cut does not matter, no frame is longer than the limit, and every frame survives the
// way there and back.
func FuzzDecoder(f *testing.F) {
	f.Add([]byte("\xc0a\xdb\xdc\xc0\xc0b\xc0"), uint8(1))
	f.Add([]byte("\xdb\xc0\xdb\xdb\xc0\xc0\xc0"), uint8(0))
	f.Fuzz(func(t *testing.T, stream []byte, cut uint8) {
		whole := decode(stream)
		var parts [][]byte
		var d Decoder
		for rest := stream; len(rest) > 0; {
			n := min(int(cut)+1, len(rest))
			d.Feed(rest[:n], func(f []byte) { parts = append(parts, bytes.Clone(f)) })
			rest = rest[n:]
		}
		if len(whole) != len(parts) {
			t.Fatalf("%d frames whole, %d in parts", len(whole), len(parts))
		}
		for i := range whole {
			if !bytes.Equal(whole[i], parts[i]) || len(whole[i]) > maxFrame {
				t.Fatalf("frame %d: %q whole, %q in parts", i, whole[i], parts[i])
			}
		}
		if len(stream) > 0 && len(stream) <= maxFrame {
			if back := decode(AppendFrame(nil, stream)); len(back) != 1 || !bytes.Equal(back[0], stream) {
				t.Fatalf("%q came back as %q", stream, back)
			}
		}
	})
}
