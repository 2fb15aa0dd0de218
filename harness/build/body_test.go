package build

import (
	"fmt"
	"strings"
	"testing"
)

// The header's protocol, run: a sketch prints the body that it got.
func testBodyProtocol(t *testing.T, cache string) {
	b := newBench(t, cache)
	image, err := b.Build(t.Context(), sketch(t, "body", map[string]string{
		"body.ino": "#include \"bench_config.h\"\nvoid setup() { String body = BENCH_BODY; Serial.write(body.c_str(), body.length()); }\nvoid loop() {}\n"}))
	if err != nil {
		t.Fatal(err)
	}
	ok := func(body string) string {
		return fmt.Sprintf("%s\r\n[bench] body ok %d\r\n%s", BodyQuestion, len(body), body)
	}
	long := strings.Repeat("0123456789abcdef", 4096)
	for name, test := range map[string]struct{ answer, want string }{
		"no answer":      {"", BodyQuestion + "\r\n" + DefaultBody},
		"empty":          {BodyAnswer(nil, nil, nil, 0), ok("")},
		"one part":       {BodyAnswer([]byte(`{"a":1}`), nil, nil, 0), ok(`{"a":1}`)},
		"all parts":      {BodyAnswer([]byte("<"), []byte("ab"), []byte(">"), 3), ok("<ababab>")},
		"64 KB":          {BodyAnswer(nil, []byte("0123456789abcdef"), nil, 4096), ok(long)},
		"any byte":       {BodyAnswer([]byte("\x00\xff\r\n"), nil, []byte("ä\x00"), 0), ok("\x00\xff\r\nä\x00")},
		"noise before":   {"\r\nhello\r\n" + BodyAnswer([]byte("x"), nil, nil, 0), ok("x")},
		"carriage":       {strings.Replace(BodyAnswer([]byte("x"), nil, nil, 0), "\n", "\r\n", 1), ok("x")},
		"capitals":       {"body 1 - 4A4b -\n", ok("JK")},
		"longest":        {BodyAnswer([]byte(strings.Repeat("y", (BodyLineLimit-len("body 0  - -\n"))/2)), nil, nil, 0), ok(strings.Repeat("y", 506))},
		"not understood": {"body 1 4 - -\n", BodyQuestion + "\r\n[bench] body not understood\r\n" + DefaultBody},
		"too few words":  {"body 1 41\n", BodyQuestion + "\r\n[bench] body not understood\r\n" + DefaultBody},
		"not hex":        {"body 1 zz - -\n", BodyQuestion + "\r\n[bench] body not understood\r\n" + DefaultBody},
		"does not fit":   {BodyAnswer(nil, []byte("x"), nil, 2_000_000), BodyQuestion + "\r\n[bench] body does not fit the heap\r\n" + DefaultBody},
		"half a line":    {"body 1 41 - -", BodyQuestion + "\r\n" + DefaultBody},
	} {
		if got := execute(t, image, test.answer); got != test.want {
			t.Errorf("%s: got %.120q (%d bytes), want %.120q (%d bytes)", name, got, len(got), test.want, len(test.want))
		}
	}
}

func TestBodyAnswer(t *testing.T) {
	if got, want := BodyAnswer([]byte("A"), nil, []byte{0}, 12), "body 12 41 - 00\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestBodyTaken(t *testing.T) {
	for line, want := range map[string]int{"[bench] body ok 65536": 65536, "[bench] body ok 0\r": 0, "[bench] body?": -1, "[bench] body ok": -1, "body ok 99999999999999999999": -1} {
		if got, ok := BodyTaken(line); ok != (want >= 0) || ok && got != want {
			t.Errorf("%q: got %d, %v; want %d", line, got, ok, want)
		}
	}
}
