package sim

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// process is one run of the firmware on the host. Everything it started dies with it, and it dies with us.
type process struct {
	cmd    *exec.Cmd
	input  *os.File // the firmware's UART receiver
	orders *os.File // the line from the simulator to the firmware
	muted  atomic.Bool
	killed chan struct{} // closed by kill
	done   chan struct{} // closed when nothing of it is left

	mu      sync.Mutex
	reaped  bool
	state   *os.ProcessState
	dropped uint64 // bytes that found the receiver full
}

// run says how to start a firmware and where its words go. The functions are called from several goroutines.
type run struct {
	exe    *executable
	rtc    *rtcMemory
	env    []string
	output io.Writer // what it sends on the UART
	// monitor takes what it tells the simulator. It must return once killed is closed: the one who kills waits for it.
	monitor func(line string, killed <-chan struct{})
	log     func(line string) // what it writes to standard error
}

// drainLimit is how long a pipe may stay open after its program is gone: only a process that it has cut loose from
// itself can hold it, and that is none of ours.
const drainLimit = 250 * time.Millisecond

// start starts the firmware. The error is that of exec.
func (r run) start() (*process, error) {
	p := &process{killed: make(chan struct{}), done: make(chan struct{})}
	failed := make(chan error, 1)
	go p.live(r, failed)
	if err := <-failed; err != nil {
		return nil, err
	}
	return p, nil
}

// pipes are the ends of the firmware's five pipes: ours and its own.
type pipes struct{ input, output, errors, monitor, orders, hisIn, hisOut, hisErr, hisMon, hisOrders *os.File }

func newPipes() (p pipes, err error) {
	open := func(r, w **os.File) {
		if err == nil {
			*r, *w, err = os.Pipe()
		}
	}
	open(&p.hisIn, &p.input)
	open(&p.output, &p.hisOut)
	open(&p.errors, &p.hisErr)
	open(&p.monitor, &p.hisMon)
	open(&p.hisOrders, &p.orders)
	if err != nil {
		p.closeHis()
		p.closeOurs()
	}
	return p, err
}

func (p pipes) closeHis()  { closeAll(p.hisIn, p.hisOut, p.hisErr, p.hisMon, p.hisOrders) }
func (p pipes) closeOurs() { closeAll(p.input, p.output, p.errors, p.monitor, p.orders) }

func closeAll(files ...*os.File) {
	for _, f := range files {
		if f != nil {
			f.Close()
		}
	}
}

// live is the whole life of the firmware, in one goroutine on one thread: the kernel ties "kill the child when its
// parent dies" to the thread that forked, not to the process.
func (p *process) live(r run, failed chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	pipes, err := newPipes()
	if err != nil {
		failed <- err
		return
	}
	passed := []*os.File{pipes.hisMon, pipes.hisOrders, r.rtc.file} // 3, 4 and rtcFD, as the platform expects them
	if r.exe.file != nil {
		passed = append(passed, r.exe.file) // programFD
	}
	p.cmd = &exec.Cmd{Path: r.exe.path, Args: []string{"firmware"}, Env: r.env, Dir: "/",
		Stdin: pipes.hisIn, Stdout: pipes.hisOut, Stderr: pipes.hisErr, ExtraFiles: passed,
		SysProcAttr: &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}}
	err = p.cmd.Start()
	pipes.closeHis()
	if err != nil {
		pipes.closeOurs()
		failed <- err
		return
	}
	// A crash is told in the chip's words; a core file beside it would only fill the disk.
	_ = unix.Prlimit(p.cmd.Process.Pid, unix.RLIMIT_CORE, &unix.Rlimit{}, nil)
	p.input, p.orders = pipes.input, pipes.orders
	failed <- nil
	p.attend(r, pipes)
}

// attend passes on what the firmware says until it is gone, and cleans up behind it.
func (p *process) attend(r run, pipes pipes) {
	var readers sync.WaitGroup
	readers.Go(func() { p.pump(pipes.output, r.output) })
	readers.Go(func() { eachLine(pipes.monitor, func(s string) { r.monitor(s, p.killed) }) })
	readers.Go(func() { eachLine(pipes.errors, r.log) })

	// Wait without reaping first: as long as the zombie stands, its process group cannot be anybody else's, and what it
	// left behind in there can be killed safely.
	for errors.Is(unix.Waitid(unix.P_PID, p.cmd.Process.Pid, nil, unix.WEXITED|unix.WNOWAIT, nil), unix.EINTR) {
	}
	p.mu.Lock()
	_ = unix.Kill(-p.cmd.Process.Pid, unix.SIGKILL)
	p.reaped = true
	p.mu.Unlock()
	_ = p.cmd.Wait() // its error repeats the state

	limit := time.Now().Add(drainLimit)
	for _, f := range []*os.File{pipes.output, pipes.monitor, pipes.errors} {
		_ = f.SetReadDeadline(limit)
	}
	readers.Wait()
	pipes.closeOurs()
	p.mu.Lock()
	p.state = p.cmd.ProcessState
	p.mu.Unlock()
	close(p.done)
}

// pump passes on the UART's output until its end.
func (p *process) pump(from io.Reader, to io.Writer) {
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 && !p.muted.Load() {
			_, _ = to.Write(buf[:n]) // a UART never fails
		}
		if err != nil {
			return
		}
	}
}

// eachLine calls do for each line. Lines that are too long are cut, not lost: bufio.Reader hands them on in parts.
func eachLine(from io.Reader, do func(string)) {
	r := bufio.NewReaderSize(from, 64<<10)
	for {
		text, _, err := r.ReadLine()
		if err != nil {
			return
		}
		do(string(text))
	}
}

// send gives bytes to the firmware's receiver. What does not fit is lost, as in a UART whose program does not read.
func (p *process) send(b []byte) {
	raw, err := p.input.SyscallConn()
	if err != nil {
		return
	}
	sent := 0
	_ = raw.Write(func(fd uintptr) bool {
		for sent < len(b) {
			n, err := unix.Write(int(fd), b[sent:])
			if errors.Is(err, unix.EINTR) {
				continue
			}
			if err != nil {
				break
			}
			sent += n
		}
		return true
	})
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dropped += uint64(len(b) - sent)
}

// kill ends the firmware at once, and with it all that it started, and waits until nothing is left. What it says in
// its last moments is not heard: a chip in reset is silent. It is called at most once.
func (p *process) kill() {
	p.muted.Store(true)
	close(p.killed)
	p.mu.Lock()
	if !p.reaped {
		_ = unix.Kill(-p.cmd.Process.Pid, unix.SIGKILL)
	}
	p.mu.Unlock()
	<-p.done
}

// end is how the firmware ended; it is only known once done is closed.
func (p *process) end() *os.ProcessState {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state
}

// drops returns how many bytes the firmware did not take in time.
func (p *process) drops() uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.dropped
}
