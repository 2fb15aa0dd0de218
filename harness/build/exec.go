package build

import (
	"context"
	"io"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// run runs one program in a folder to its end and writes what it prints, both streams, to out. It returns *exec.ExitError when the program
// failed. env is added to this process's environment.
//
// The program leads a process group of its own. When ctx ends the whole group, a builder's compilers with it, is asked to stop, so that
// ninja and gcc remove what they have half written, and killed three seconds later. The kernel kills the leader when this process dies
// without having done so.
func run(ctx context.Context, dir string, env []string, out io.Writer, argv ...string) error {
	// The kernel sends Pdeathsig when the thread that started the child ends, so this one must not end before the child does.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = 3 * time.Second
	err := cmd.Run()
	if ctx.Err() != nil {
		if cmd.Process != nil {
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // no such group: all of it has stopped
		}
		return context.Cause(ctx)
	}
	return err
}
