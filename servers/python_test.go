package servers_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
)

// pythonProgram is Debian's: a newer one is stricter (VERIFY_X509_STRICT by default since Python 3.13).
const pythonProgram = "/usr/bin/python3"

// python is testdata/meet.py, each process of it for many meetings: to start one takes longer than to meet anybody.
type python struct {
	idle chan *pythonProcess
}

type pythonProcess struct {
	in  io.Writer
	out *json.Decoder
}

// startPython starts as many as may meet somebody at the same time. They end with the test.
func startPython(t *testing.T, many int) *python {
	t.Helper()
	script, err := os.ReadFile("testdata/meet.py")
	if err != nil {
		t.Fatal(err)
	}
	p := &python{idle: make(chan *pythonProcess, many)}
	for range many {
		p.idle <- startPythonProcess(t, string(script))
	}
	return p
}

func startPythonProcess(t *testing.T, script string) *pythonProcess {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), pythonProgram, "-I", "-c", script)
	cmd.Env, cmd.Stderr = bare(t.TempDir()), os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("%v; `make setup` installs it", err)
	}
	t.Cleanup(func() {
		in.Close()
		_ = cmd.Wait() // it was killed when the test's context ended
	})
	return &pythonProcess{in: in, out: json.NewDecoder(out)}
}

func (p *python) meet(_ context.Context, at place) (said, error) {
	process := <-p.idle
	defer func() { p.idle <- process }()
	server := map[string]string{"ip": at.ip, "port": at.port, "host": host, "root": at.root}
	if err := json.NewEncoder(process.in).Encode(server); err != nil {
		return said{}, fmt.Errorf("asking python to meet a server: %w", err)
	}
	var told struct {
		Secured bool
		Error   string
		Body    []byte
	}
	if err := process.out.Decode(&told); err != nil {
		return said{}, fmt.Errorf("reading what python says: %w", err)
	}
	return said{secured: told.Secured, whole: told.Error == "", body: string(told.Body), words: told.Error}, nil
}
