package build

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A host compiler is the judge of what the literals mean: in C and in C++, with the header included by two files.
func TestHeaderCompiles(t *testing.T) {
	if _, err := exec.LookPath("g++"); err != nil {
		t.Skip("g++ is not installed; `make setup` brings it")
	}
	v := Values{
		Host: "api.bench.test", Port: 14433, SSID: "caf\u00e9 \"1\" \\n ??/ \x01\x7f9", Password: "pass\tword",
		Anchor: []byte("-----BEGIN CERTIFICATE-----\nAA+/=\n-----END CERTIFICATE-----\n)PEM\"\n"),
	}
	dir := t.TempDir()
	const program = `#include "bench_config.h"
#include <stdio.h>
int main(void) { printf("%s|%d|%s|%s|%s|%s", BENCH_HOST, BENCH_PORT, BENCH_WIFI_SSID, BENCH_WIFI_PASSWORD, BENCH_CA, BENCH_BODY); return 0; }
`
	other := "#include \"bench_config.h\"\n#include \"bench_config.h\"\nint other(void) { return BENCH_PORT; }\n"
	writeAll(t, dir, map[string]string{HeaderName: string(v.header()), "a.c": program, "a.cpp": program, "b.c": other, "b.cpp": other})
	want := strings.Join([]string{v.Host, "14433", v.SSID, v.Password, string(v.Anchor), DefaultBody}, "|")
	for _, compiler := range [][]string{{"gcc", "-std=gnu11", "a.c", "b.c"}, {"g++", "-std=gnu++11", "a.cpp", "b.cpp"}} {
		cmd := exec.Command(compiler[0], append(compiler[1:], "-Wall", "-Wextra", "-Werror", "-o", "program")...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", compiler[0], err, out)
		}
		got, err := exec.Command(filepath.Join(dir, "program")).Output()
		if err != nil || string(got) != want {
			t.Errorf("%s: the program says %q, %v; want %q", compiler[0], got, err, want)
		}
	}
}

func TestHeaderIsFilledIn(t *testing.T) {
	text := Values{}.header()
	if i := bytes.IndexByte(text, '@'); i >= 0 {
		t.Errorf("a place is left open: %.40q", text[i:])
	}
	if !bytes.HasPrefix(text, []byte("// ")) || !bytes.Contains(text, []byte("#pragma once")) {
		t.Errorf("got %.80q", text)
	}
}

func TestRedact(t *testing.T) {
	for password, texts := range map[string][2]string{
		"correct horse": {`a "correct horse" b`, `a "•••" b`},
		`q"uo\te`:       {`#define X "q\"uo\\te" q"uo\te`, `#define X "•••" •••`},
		"abc":           {"abc", "abc"}, // too short to be a WPA password, and it would tear other words apart
		"":              {"text", "text"},
	} {
		if got := string((Values{Password: password}).redact([]byte(texts[0]))); got != texts[1] {
			t.Errorf("%q: got %q, want %q", password, got, texts[1])
		}
	}
}

func FuzzLiteral(f *testing.F) {
	f.Add("plain")
	f.Add("\"\\?\n\x00\xff1")
	f.Fuzz(func(t *testing.T, s string) {
		got := literal(s)
		if back := unescape(t, strings.TrimSuffix(strings.TrimPrefix(got, `"`), `"`)); back != s {
			t.Errorf("%q became %s, which means %q", s, got, back)
		}
	})
}

// unescape reads a C string literal's inside, as far as literal writes it; anything else is an error.
func unescape(t *testing.T, s string) string {
	var out []byte
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"' || s[i] < ' ' || s[i] > '~':
			t.Fatalf("byte %#x stands bare in %q", s[i], s)
		case s[i] != '\\':
			out = append(out, s[i])
		case i+3 < len(s) && s[i+1] >= '0' && s[i+1] <= '3':
			out = append(out, (s[i+1]-'0')<<6|(s[i+2]-'0')<<3|(s[i+3]-'0'))
			i += 3
		default:
			i++
			out = append(out, s[i])
		}
	}
	return string(out)
}

// A core with ESP-IDF gets the bundle in the layout that it reads, one without has none.
func TestHeaderHoldsTheBundle(t *testing.T) {
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Skip("gcc is not installed; `make setup` brings it")
	}
	v := Values{Bundle: Bundle{Counted: []byte{0, 1, 2, 0xff}, Offsets: bytes.Repeat([]byte{7, 0x80}, 30)}, PSKIdentity: "board", PSKKey: []byte{0, 0xab}}
	dir := t.TempDir()
	const program = `#include "bench_config.h"
#include <stdio.h>
int main(void) {
  printf("%s %s", BENCH_PSK_IDENTITY, BENCH_PSK_KEY);
#ifdef BENCH_CA_BUNDLE
  printf(" %d", (int)((unsigned long)BENCH_CA_BUNDLE % 4));
  for (unsigned i = 0; i < BENCH_CA_BUNDLE_SIZE; i++) printf(" %d", BENCH_CA_BUNDLE[i]);
#endif
  return 0;
}
`
	writeAll(t, dir, map[string]string{HeaderName: string(v.header()), "a.c": program, "a.cpp": program})
	const newer = "-DESP_IDF_VERSION_VAL(a,b,c)=((a)<<16|(b)<<8|(c))"
	for version, want := range map[string]string{
		"": "board 00ab", "0x050301": "board 00ab 0 0 1 2 255", "0x050400": "board 00ab 0" + strings.Repeat(" 7 128", 30),
	} {
		for _, compiler := range [][]string{{"gcc", "-std=gnu11", "a.c"}, {"g++", "-std=gnu++11", "a.cpp"}} {
			args := append(compiler[1:], "-Wall", "-Wextra", "-Werror", newer, "-o", "program")
			if version != "" {
				args = append(args, "-DESP_IDF_VERSION="+version)
			}
			cmd := exec.Command(compiler[0], args...)
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%s: %v\n%s", compiler[0], err, out)
			}
			if got, err := exec.Command(filepath.Join(dir, "program")).Output(); err != nil || string(got) != want {
				t.Errorf("%s with ESP-IDF %q: the program says %q, %v; want %q", compiler[0], version, got, err, want)
			}
		}
	}
}

func TestRedactHidesTheKey(t *testing.T) {
	v := Values{PSKKey: []byte("0123456789abcdef")}
	const line = `#define BENCH_PSK_KEY "30313233343536373839616263646566"`
	if got := string(v.redact([]byte(line))); got != `#define BENCH_PSK_KEY "•••"` {
		t.Errorf("got %q", got)
	}
}

// The header asks a Serial that it does not know; nothing of it may be compiled into a plain C project.
func TestHeaderOutsideArduino(t *testing.T) {
	text, err := os.ReadFile("bench_config.h.in")
	if err != nil {
		t.Fatal(err)
	}
	_, plain, found := strings.Cut(string(text), "#else")
	if !found || strings.Contains(plain, "Serial") || strings.Contains(plain, "String") {
		t.Errorf("the part for plain projects is %q", plain)
	}
}
