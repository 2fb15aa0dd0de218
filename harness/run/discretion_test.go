package run

import (
	"bytes"
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/reports"
)

// A failed spec shows the console's last lines, and the lane's log is kept with the reports: it must not show the password,
// also when it is printed in pieces.
func TestLogOfALaneShowsNoSecret(t *testing.T) {
	const psk = "correct horse"
	var log bytes.Buffer
	words := reports.NewRedactor(psk).Writer(&log)
	script := "printf 'joining with correct '; printf 'horse\\n'; echo \"$" + harness.PSKVar + "\"; echo done"
	p, err := startProcess("/bin/sh", []string{"-c", script}, []string{harness.PSKVar + "=" + psk}, words)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.each(func(reports.Event) {}); err != nil {
		t.Fatal(err)
	}
	<-p.ended
	if err := words.Close(); err != nil {
		t.Fatal(err)
	}
	if got := log.String(); strings.Contains(got, "horse") || strings.Count(got, "•••") != 2 || !strings.HasSuffix(got, "done\n") {
		t.Errorf("the log says %q", got)
	}
}

func TestSecretsAddUp(t *testing.T) {
	s := &session{}
	s.keepSecret("one password")
	s.keepSecret("another key")
	if got := s.redact.Text("one password, another key"); got != "•••, •••" {
		t.Errorf("recorded: %q", got)
	}
}
