package setup

import (
	"context"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// System is what setup asks of a machine. Tests have one without a network, without root, or with a package manager that fails.
type System interface {
	LookPath(program string) (string, error)
	Exists(path string) bool
	Root() bool // this process may install packages itself
	// Run runs a program to its end and gives out all that it prints. env is added to this process's environment; a name without "="
	// is taken away from it.
	Run(ctx context.Context, out io.Writer, env []string, argv ...string) error
}

// Machine is the machine that this program runs on.
type Machine struct{}

// LookPath finds a program in PATH.
func (Machine) LookPath(program string) (string, error) { return exec.LookPath(program) }

// Exists says whether path leads to something.
func (Machine) Exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Root says whether this process is root's.
func (Machine) Root() bool { return os.Geteuid() == 0 }

// Run runs a program in a process group of its own, asks the whole group to stop when ctx ends (apt-get must be let finish what dpkg is
// in the middle of), and kills it when it has not done so after half a minute.
func (Machine) Run(ctx context.Context, out io.Writer, env []string, argv ...string) error {
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Stdout, cmd.Stderr = out, out
	cmd.Env = environment(os.Environ(), env)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = 30 * time.Second
	return cmd.Run()
}
