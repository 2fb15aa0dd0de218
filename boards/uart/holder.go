package uart

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// holders names the process that has the port locked, else those that have it open, as far as /proc lets this user see.
func holders(path string) string {
	device, err := filepath.EvalSymlinks(path)
	if err != nil {
		device = path
	}
	pids := pidsWith(device)
	if pid, ok := lockHolder(device); ok {
		pids = []int{pid}
	}
	var names []string
	for _, pid := range pids {
		names = append(names, describe(pid))
	}
	if len(names) == 0 {
		return "a process that this user may not see (try: sudo fuser -v " + device + ")"
	}
	return strings.Join(names, " and ")
}

// lockHolder looks up in /proc/locks who holds the flock on device.
func lockHolder(device string) (pid int, ok bool) {
	var st unix.Stat_t
	if err := unix.Stat(device, &st); err != nil {
		return 0, false
	}
	locks, err := os.ReadFile("/proc/locks")
	if err != nil {
		return 0, false
	}
	// 1: FLOCK  ADVISORY  WRITE 4711 00:18:5 0 EOF
	place := fmt.Sprintf("%02x:%02x:%d", unix.Major(st.Dev), unix.Minor(st.Dev), st.Ino)
	for line := range strings.Lines(string(locks)) {
		f := strings.Fields(line)
		if len(f) >= 6 && f[1] == "FLOCK" && f[5] == place {
			pid, err := strconv.Atoi(f[4])
			return pid, err == nil && pid > 0
		}
	}
	return 0, false
}

// pidsWith returns the processes that have device open.
func pidsWith(device string) []int {
	var pids []int
	procs, _ := filepath.Glob("/proc/[0-9]*")
	for _, proc := range procs {
		pid, err := strconv.Atoi(filepath.Base(proc))
		if err != nil || !hasOpen(proc, device) {
			continue
		}
		pids = append(pids, pid)
	}
	return pids
}

func hasOpen(proc, device string) bool {
	files, err := os.ReadDir(filepath.Join(proc, "fd"))
	if err != nil {
		return false // gone meanwhile, or another user's
	}
	for _, f := range files {
		if to, err := os.Readlink(filepath.Join(proc, "fd", f.Name())); err == nil && to == device {
			return true
		}
	}
	return false
}

// describe words one process: "pid 4711 (screen /dev/ttyUSB0 115200)".
func describe(pid int) string {
	text := fmt.Sprintf("pid %d", pid)
	if pid == os.Getpid() {
		text += ", this process itself"
	}
	command, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "cmdline"))
	if err != nil {
		return text
	}
	words := string(bytes.ReplaceAll(bytes.TrimRight(command, "\x00"), []byte{0}, []byte{' '}))
	if len(words) > 80 {
		words = words[:80] + "..."
	}
	return fmt.Sprintf("%s (%s)", text, words)
}
