package config

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// sketch makes a sketch folder named blink and returns its path.
func sketch(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "blink")
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestWholeContract(t *testing.T) {
	dir := sketch(t, map[string]string{
		"blink.ino":       "",
		"lib/a/library.h": "",
		FirmwareFile: `name: blinker
chips: [esp32, esp32c3]
stack: arduino-esp32-2.x
trust: fingerprint
builder: arduino-cli
libraries: [lib/a]
request:
  method: PUT
  target: /a?b=1
  version: HTTP/1.1
  headers: {X-Two: "2", Content-Type: text/plain}
  body: {text: "grüß dich"}
  host_header: with-port
retry: {attempts: 12, spacing: 500ms, handshake: 1m30s}
response: {first_byte: 10s, whole: 15s, printed: true}
console: {connected: "yes", cannot_connect: "no", gave_up: "late", done: "end"}
`,
		KnownFailuresFile: "- {spec: \"* / retry / *\", reason: known}\n",
	})
	got, err := ReadFirmware(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := &Firmware{
		Dir: dir, Name: "blinker", Sketch: filepath.Join(dir, "blink.ino"),
		Chips: []string{"esp32", "esp32c3"}, Stack: "arduino-esp32-2.x", Trust: TrustFingerprint,
		Builder: "arduino-cli", Libraries: []string{filepath.Join(dir, "lib/a")},
		Request: Request{
			Method: "PUT", Target: "/a?b=1", Version: "HTTP/1.1",
			Headers:    []Header{{"X-Two", "2"}, {"Content-Type", "text/plain"}},
			Body:       Body{BodyText, "grüß dich"},
			HostHeader: HostWithPort,
		},
		Retry:         Retry{Attempts: 12, Spacing: 500 * time.Millisecond, AfterLoss: 500 * time.Millisecond, Handshake: 90 * time.Second},
		Response:      Response{10 * time.Second, 15 * time.Second, true, false},
		Console:       Console{Connected: "yes", CannotConnect: "no", GaveUp: "late", Done: "end"},
		KnownFailures: []KnownFailure{{Spec: "* / retry / *", Reason: "known", Line: 1}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	if !got.Runs("esp32c3") || got.Runs("esp8266") || !got.Request.Promised() {
		t.Error("Runs or Promised do not say what the file says")
	}
	if k, known := got.KnownFailure("blinker / retry / 12 attempts"); !known || k.Reason != "known" {
		t.Errorf("known failure: got %+v, %t", k, known)
	}
	if _, known := got.KnownFailure("blinker / trust / expired"); known {
		t.Error("a spec that is not on the list is a known failure")
	}
}

func TestLittleIsPromised(t *testing.T) {
	got, err := ReadFirmware(sketch(t, map[string]string{"blink.ino": "", FirmwareFile: "chips: [esp8266]\n"}))
	if err != nil {
		t.Fatal(err)
	}
	if got.Name != "blink" || got.Trust != TrustCA || got.Stack != "arduino-esp8266-3.x" {
		t.Errorf("defaults: got %q, %q, %q", got.Name, got.Trust, got.Stack)
	}
	if got.Request.Promised() || got.Retry != (Retry{}) || got.Response != (Response{}) || got.Console != (Console{}) {
		t.Errorf("promises that nobody made: %+v", got)
	}
}

func TestFirmwareFaults(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", ":1: chips: is missing"},
		{"no chip in the list", "chips: []\n", ":1: chips: names no chip"},
		{"chips no list of words", "chips: [[esp32]]\n", ":1: chips[0]: wants text, has a list"},
		{"one chip as text is a list", "chips: esp32\nfoo: 1\n", ":2: foo: unknown key"},
		{"bad chip", "chips: [esp32, ESP32-S3]\n", `:1: chips: is "ESP32-S3"; did you mean "esp32s3"?`},
		{"bad stack", "chips: [esp32]\nstack: arduino-esp32-3\n", `did you mean "arduino-esp32-3.x"?`},
		{"bad trust", "chips: [esp32]\ntrust: none\n", ":2: trust: is \"none\", must be one of ca, fingerprint, bundle, psk, insecure"},
		{"no unit", "chips: [esp32]\nretry:\n  spacing: 500\n", ":3: retry.spacing: has no unit; write 500ms or 500s"},
		{"blank before the unit", "chips: [esp32]\nretry: {spacing: 500 ms}\n", `:2: retry.spacing: is "500 ms", which is no time; write 500ms`},
		{"no time", "chips: [esp32]\nretry: {handshake: soon}\n", "write a number and a unit"},
		{"negative", "chips: [esp32]\nretry: {handshake: -1s}\n", "must be more than 0"},
		{"hours", "chips: [esp32]\nretry: {handshake: 500h}\n", "must be at most 1h0m0s"},
		{"time is a list", "chips: [esp32]\nretry: {handshake: [1s]}\n", "has a list"},
		{"attempts 0", "chips: [esp32]\nretry: {attempts: 0}\n", "is 0, must be from 1 to 1000"},
		{"attempts half", "chips: [esp32]\nretry: {attempts: 1.5}\n", `wants a whole number, has a number ("1.5")`},
		{"synonym", "chips: [esp32]\nretry: {retries: 3}\n", `:2: retry.retries: unknown key; did you mean "attempts"?`},
		{"method", "chips: [esp32]\nrequest: {method: 'PO ST'}\n", "which is no HTTP method"},
		{"target", "chips: [esp32]\nrequest: {target: token}\n", "it begins with /"},
		{"version", "chips: [esp32]\nrequest: {version: HTTP/2}\n", "must be one of HTTP/1.0, HTTP/1.1"},
		{"version as number", "chips: [esp32]\nrequest: {version: 1.1}\n", "wants text, has a number"},
		{"header name", "chips: [esp32]\nrequest: {headers: {'A B': x}}\n", "is no name of a header"},
		{"header twice", "chips: [esp32]\nrequest:\n  headers:\n    Accept: a\n    accept: b\n", ":5: request.headers.accept: this header stands already above"},
		{"header empty", "chips: [esp32]\nrequest: {headers: {A: ''}}\n", "is not empty"},
		{"header list", "chips: [esp32]\nrequest: {headers: {A: [b]}}\n", "request.headers.A: wants text, has a list"},
		{"body", "chips: [esp32]\nrequest: {body: yaml}\n", "must be one of bench, json, form, none, any"},
		{"body without text", "chips: [esp32]\nrequest: {body: {txt: a}}\n", `did you mean "text"?`},
		{"host_header", "chips: [esp32]\nrequest: {host_header: as_connected}\n", `did you mean "as-connected"?`},
		{"whole before first byte", "chips: [esp32]\nresponse: {first_byte: 10s, whole: 5s}\n", "whole: is 5s, less than first_byte (10s)"},
		{"printed", "chips: [esp32]\nresponse: {printed: 1}\n", "wants true or false, has a number"},
		{"console lines", "chips: [esp32]\nconsole: {done: \"a\\nb\"}\n", "spans lines"},
		{"success within failure", "chips: [esp32]\nconsole: {connected: connected, cannot_connect: not connected}\n", "cannot_connect: contains the text of connected"},
		{"empty text", "chips: [esp32]\nconsole: {done: ' '}\n", "console.done: is empty"},
		{"library", "chips: [esp32]\nlibraries: [nowhere]\n", `libraries: "nowhere" is no folder`},
	} {
		_, err := ReadFirmware(sketch(t, map[string]string{"blink.ino": "", FirmwareFile: c.text}))
		if err == nil {
			t.Errorf("%s: no error", c.name)
		} else if !strings.Contains(err.Error(), FirmwareFile) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s:\n got %v\nwant %s", c.name, err, c.want)
		}
	}
}

func TestKnownFailureFaults(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"spec: a\nreason: b\n", ":1: wants a list, has a list of keys"},
		{"- spec: a\n", ":1: [0].reason: is missing"},
		{"- {reason: b}\n", ":1: [0].spec: is missing"},
		{"- {spec: a, reason: ''}\n", "[0].reason: is empty"},
		{"- {spec: a, reson: b}\n", `[0].reson: unknown key; did you mean "reason"?`},
		{"- {spec: a, reason: b, issue: 3}\n", "[0].issue: unknown key; known are except, reason, sometimes, spec"},
		{"- {spec: '*', reason: b}\n", "matches every spec"},
		{"- {spec: a, reason: b}\n- {spec: a, reason: c}\n", ":2: [1].spec: stands already in line 1"},
		{"- a\n", ":1: [0]: wants keys with values"},
	} {
		dir := sketch(t, map[string]string{"blink.ino": "", FirmwareFile: "chips: [esp32]\n", KnownFailuresFile: c.text})
		_, err := ReadFirmware(dir)
		if err == nil {
			t.Errorf("%s: no error", c.text)
		} else if !strings.Contains(err.Error(), KnownFailuresFile+c.want) && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s:\n got %v\nwant %s", c.text, err, c.want)
		}
	}
	for _, text := range []string{"", "# none\n", "[]\n"} {
		dir := sketch(t, map[string]string{"blink.ino": "", FirmwareFile: "chips: [esp32]\n", KnownFailuresFile: text})
		if f, err := ReadFirmware(dir); err != nil || len(f.KnownFailures) != 0 {
			t.Errorf("%q: got %v, %v", text, f, err)
		}
	}
}

func TestBothFilesAreJudgedAtOnce(t *testing.T) {
	_, err := ReadFirmware(sketch(t, map[string]string{FirmwareFile: "chip: esp32\n", KnownFailuresFile: "- {spec: a}\n"}))
	for _, want := range []string{"did you mean \"chips\"?", "reason: is missing", "nothing to build"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("does not say %q: %v", want, err)
		}
	}
}
