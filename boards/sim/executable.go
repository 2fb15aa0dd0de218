package sim

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// executable is a program taken out of the flash, in a form that can be started. An ELF lives in memory only and is
// gone with the process, however that ends; a script needs a name for its interpreter, and gets a file.
type executable struct {
	path string   // as the child finds it: inherited descriptors are its own 3, 4, ...
	file *os.File // the memory, to be passed to the child as descriptor programFD; nil for a file with a name
	dir  string   // private folder that holds path
}

// programFD is the descriptor under which a child finds its own program. It is passed on like the others: a descriptor
// of ours that is only named in the path may be overwritten in the child before it execs, as os/exec moves what it
// passes on, and its own pipe, to whatever numbers come next.
const programFD = 6

// newExecutable makes program startable.
func newExecutable(program []byte) (*executable, error) {
	// While a file is open for writing anywhere, starting it fails with ETXTBSY; and a child that is being forked has
	// all our files open until it execs. So nothing is forked until the file is written and closed.
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if bytes.HasPrefix(program, []byte("\x7fELF")) {
		if e, err := memoryFile(program); err == nil {
			return e, nil
		}
		// No memfd, or one that may not be executed (vm.memfd_noexec): a file will do.
	}
	dir, err := os.MkdirTemp("", "benchtrial-sim-")
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(program)
	path := filepath.Join(dir, fmt.Sprintf("program-%x", sum[:8]))
	if err := os.WriteFile(path, program, 0o700); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	return &executable{path: path, dir: dir}, nil
}

// memoryFile writes program to anonymous memory and opens that for reading only.
func memoryFile(program []byte) (*executable, error) {
	fd, err := unix.MemfdCreate("firmware", unix.MFD_CLOEXEC|unix.MFD_EXEC)
	if errors.Is(err, unix.EINVAL) {
		fd, err = unix.MemfdCreate("firmware", unix.MFD_CLOEXEC) // before Linux 6.3
	}
	if err != nil {
		return nil, err
	}
	w := os.NewFile(uintptr(fd), "firmware")
	defer w.Close()
	if _, err := w.Write(program); err != nil {
		return nil, err
	}
	ro, err := unix.Open(fmt.Sprintf("/proc/self/fd/%d", fd), unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	return &executable{path: fmt.Sprintf("/proc/self/fd/%d", programFD), file: os.NewFile(uintptr(ro), "firmware")}, nil
}

// close gives the memory or the file back. A program that runs keeps its own hold on it.
func (e *executable) close() error {
	if e.file != nil {
		return e.file.Close()
	}
	return os.RemoveAll(e.dir)
}
