package reports

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const canary = `hun"ter2<canary>`

// traces are the forms in which the canary could leave the process.
func traces() []string {
	return []string{canary, `hun\"ter2<canary>`, hex.EncodeToString([]byte(canary)), base64.StdEncoding.EncodeToString([]byte(canary))[:12]}
}

func TestRedactedText(t *testing.T) {
	r := NewRedactor(canary, "", "abc")
	for _, text := range []string{
		"joining lab with " + canary + "!", `{"psk":"hun\"ter2\u003ccanary\u003e"}`, hex.EncodeToString([]byte(canary)),
		base64.StdEncoding.EncodeToString([]byte("x" + canary + "y")), base64.StdEncoding.EncodeToString([]byte("xy" + canary + "z")),
	} {
		got := r.Text(text)
		if !strings.Contains(got, mask) {
			t.Errorf("%s: the mask is not in %s", text, got)
		}
	}
	if got := r.Text("abc stays, it is too short to be a secret"); strings.Contains(got, mask) {
		t.Errorf("got %q", got)
	}
	var none *Redactor
	if none.Text("a") != "a" || none.Event(Event{Text: "a"}).Text != "a" || len(none.Pass(Event{})) != 1 {
		t.Error("no redactor changes something")
	}
}

// A port hands text over in any pieces.
func TestSecretInPieces(t *testing.T) {
	text := "joining lab/" + canary + canary[:5] + " with hun\r\n"
	for cut := 1; cut < len(text); cut++ {
		var out bytes.Buffer
		w := NewRedactor(canary).Writer(&out)
		for _, piece := range []string{text[:cut], text[cut:]} {
			if n, err := w.Write([]byte(piece)); n != len(piece) || err != nil {
				t.Fatalf("wrote %d of %d, %v", n, len(piece), err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if want := "joining lab/" + mask + canary[:5] + " with hun\r\n"; out.String() != want {
			t.Errorf("cut at %d: got %q, want %q", cut, out.String(), want)
		}
	}
	if err := NewRedactor(canary).Writer(&failingWriter{}).Close(); err != nil {
		t.Errorf("closing with nothing held: %v", err)
	}
	w := NewRedactor(canary).Writer(&failingWriter{})
	if _, err := w.Write([]byte("text")); err == nil {
		t.Error("a full disk is no error")
	}
}

func TestSecretInEvents(t *testing.T) {
	const text = "joining lab/" + canary + "\r\nand hun"
	for cut := 1; cut < len(text); cut++ {
		r := NewRedactor(canary)
		var out []Event
		for _, e := range []Event{
			{Kind: TrialBegan, Lane: "a", Scenario: "valid"},
			{Kind: ConsoleBytes, Lane: "a", Bytes: []byte(text[:cut])},
			{Kind: ConsoleBytes, Lane: "b", Bytes: []byte("of another lane")},
			{Kind: BootSeen, Lane: "a", Text: canary},
			{Kind: ConsoleBytes, Lane: "a", Bytes: []byte(text[cut:])},
			{Kind: TrialEnded, Lane: "a", Scenario: "valid", Data: Pack(TrialEnd{Reason: "says " + canary})},
		} {
			e.At = time.Unix(1, 0)
			out = append(out, r.Pass(e)...)
		}
		run := Fold(out)
		if got := string(run.Trials[0].Console()); got != "joining lab/"+mask+"\r\nand hun" {
			t.Errorf("cut at %d: got %q", cut, got)
		}
		if got := run.Trials[0].Reason; got != "says "+mask {
			t.Errorf("the reason is %q", got)
		}
	}
}

// A run with a secret in every place leaves none in any file.
func TestNoSecretInTheFolder(t *testing.T) {
	root := t.TempDir()
	dir, err := NewDir(root, time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	file, err := dir.Events()
	if err != nil {
		t.Fatal(err)
	}
	r, log, run := NewRedactor(canary), NewLog(file), NewRun()
	for _, e := range recorded(t, "failing") {
		e.Text += canary
		if e.Kind == ConsoleBytes || e.Kind == RequestSeen {
			e.Bytes = append(e.Bytes, canary...)
		}
		if e.Kind == SpecEnded {
			e.Data = Pack(SpecEnd{State: Failed, Message: "psk is " + canary})
		}
		for _, e := range r.Pass(e) {
			run.Apply(e)
			if err := log.Write(e); err != nil {
				t.Fatal(err)
			}
		}
	}
	run.Settle()
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if err := dir.Write(run); err != nil {
		t.Fatal(err)
	}
	files := 0
	err = filepath.WalkDir(dir.Path, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		data, err := os.ReadFile(path)
		for _, trace := range traces() {
			if bytes.Contains(data, []byte(trace)) {
				t.Errorf("%s holds the secret as %q", path, trace)
			}
		}
		return err
	})
	if err != nil || files < 10 {
		t.Errorf("looked at %d files, %v", files, err)
	}
}
