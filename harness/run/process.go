package run

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"

	"github.com/benchtrial/benchtrial/reports"
)

// laneGrace is how long a lane has to end after it was told to, wall clock. CI runners kill what is left of a cancelled
// job after 10 s; reports are still to be written then.
const laneGrace = 4 * time.Second

// process is a lane's process: a group of its own, so that a signal reaches all of it and nothing else.
type process struct {
	cmd    *exec.Cmd
	events *os.File      // read end of the lane's descriptor 3
	ended  chan struct{} // closed when the process was reaped
	err    error         // of Wait; valid once ended is closed
}

// startProcess starts program with its output going to out. The kernel kills it when this process dies, so that no lane
// outlives its run with a port open.
func startProcess(program string, args, env []string, out io.Writer) (*process, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("starting a lane: %w", err)
	}
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = out, out
	cmd.WaitDelay = laneGrace // what a lane left behind may hold its output open
	cmd.ExtraFiles = []*os.File{write}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	p := &process{cmd: cmd, events: read, ended: make(chan struct{})}
	started := make(chan error)
	go p.supervise(started)
	err = <-started
	write.Close()
	if err != nil {
		read.Close()
		return nil, fmt.Errorf("starting a lane: %w", err)
	}
	return p, nil
}

// supervise starts and reaps the process on one locked thread: the parent-death signal is tied to the thread that
// started the child, and would fire when the Go runtime retires it.
func (p *process) supervise(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := p.cmd.Start()
	started <- err
	if err != nil {
		return
	}
	p.err = p.cmd.Wait()
	close(p.ended)
}

// each calls do with every event of the lane until the lane closed its stream. Half a line, as a lane that died leaves
// it, is passed over.
func (p *process) each(do func(reports.Event)) error {
	defer p.events.Close()
	err := reports.Stream(p.events, func(e reports.Event) error {
		do(e)
		return nil
	})
	var damaged *reports.DamagedError
	if err != nil && !errors.As(err, &damaged) {
		return fmt.Errorf("reading a lane's events: %w", err)
	}
	return nil
}

// stop asks the lane to end, and kills its group when it does not.
func (p *process) stop() {
	p.signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(laneGrace):
	}
	p.signal(syscall.SIGKILL) // also whatever of the group outlived the lane itself
	<-p.ended
}

func (p *process) signal(sig syscall.Signal) {
	// The group may be gone already; then there is nobody left to tell.
	_ = syscall.Kill(-p.cmd.Process.Pid, sig)
}
