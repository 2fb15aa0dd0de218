package run

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/benchtrial/benchtrial/reports"
)

func TestProcessPassesOnWholeEventsOnly(t *testing.T) {
	var out bytes.Buffer
	p, err := startProcess("/bin/sh", []string{"-c", `
		echo '{"at":"2026-01-01T00:00:00Z","kind":"step","text":"one"}' >&3
		echo said
		printf '{"at":"2026-01-01T00:00:00Z","kind":"st' >&3`}, nil, &out)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	if err := p.each(func(e reports.Event) { texts = append(texts, e.Text) }); err != nil {
		t.Fatal(err)
	}
	<-p.ended
	if got := strings.Join(texts, " "); got != "one" {
		t.Errorf("events: %q, wanted only the whole one", got)
	}
	if out.String() != "said\n" {
		t.Errorf("output: %q", out.String())
	}
}

// A lane that does not listen to SIGTERM is killed with everything it started.
func TestProcessStopKillsTheGroup(t *testing.T) {
	pidFile := filepath.Join(t.TempDir(), "pid")
	p, err := startProcess("/bin/sh", []string{"-c", `trap '' TERM; sh -c 'trap "" TERM; echo $$ > ` + pidFile + `.tmp; mv ` + pidFile + `.tmp ` + pidFile + `; echo "{\"kind\":\"step\",\"at\":\"2026-01-01T00:00:00Z\"}" >&3; while :; do sleep 60; done' & wait; while :; do sleep 60; done`}, nil, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	read := make(chan error, 1)
	ready := make(chan struct{}, 1)
	go func() { read <- p.each(func(reports.Event) { ready <- struct{}{} }) }()
	select {
	case <-ready:
	case <-ctx.Done():
		t.Fatal("the child never started")
	}
	raw, err := os.ReadFile(pidFile)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	grandchild, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(grandchild)
	p.stop()
	<-p.ended
	<-read
	// It was told to die; a busy machine may take a while to carry that out.
	limit := 10 * time.Second
	if n, err := unix.Poll([]unix.PollFd{{Fd: int32(grandchild), Events: unix.POLLIN}}, int(limit.Milliseconds())); n != 1 {
		t.Errorf("process %d outlived its lane by %v: %v", pid, limit, err)
	}
}
