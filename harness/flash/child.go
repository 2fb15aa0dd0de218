package flash

import (
	"context"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// run runs esptool to its end; all that it prints goes to out.
func run(ctx context.Context, req Request, out io.Writer) error {
	args, err := req.arguments()
	if err != nil {
		return err
	}
	// The kernel sends Pdeathsig when the thread that started the child ends, so this one must not end before the child does.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd := exec.CommandContext(ctx, req.Esptool, args...)
	cmd.Dir = "/" // esptool reads settings from esptool.cfg, setup.cfg or tox.ini in its folder: the user's project may well have one
	cmd.Env = environment(os.Environ())
	cmd.Stdout, cmd.Stderr = out, out
	// A group of its own, so that a Ctrl-C in the terminal does not reach it: who runs this decides when it ends, and it takes what it
	// started with it. The kernel ends it when this process dies without having done so.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	return cmd.Run()
}

// environment is a plain one: no colour, no bars that overwrite themselves, wide lines, and no settings of esptool's from outside.
func environment(base []string) []string {
	var env []string
	for _, variable := range base {
		name, _, _ := strings.Cut(variable, "=")
		switch {
		case strings.HasPrefix(name, "ESPTOOL_"), strings.HasPrefix(name, "PYTHON"), strings.HasPrefix(name, "LC_"):
		case name == "FORCE_COLOR", name == "TTY_COMPATIBLE", name == "TTY_INTERACTIVE", name == "ESPRESSIF_IDE_WS", name == "LANGUAGE":
		default:
			env = append(env, variable)
		}
	}
	return append(env, "NO_COLOR=1", "TERM=dumb", "COLUMNS=400", "PYTHONUNBUFFERED=1", "LC_ALL=C.UTF-8")
}
