package uart

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// holders names the processes that have the port open, as far as /proc lets this user see.
func holders(path string, now time.Time) string {
	device, err := filepath.EvalSymlinks(path)
	if err != nil {
		device = path
	}
	var names []string
	for _, pid := range pidsWith(device) {
		names = append(names, describe(pid, now))
	}
	if len(names) == 0 {
		return "a process that this user may not see (try: sudo fuser -v " + device + ")"
	}
	return strings.Join(names, " and ")
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

// describe words one process: "pid 4711 (screen /dev/ttyUSB0 115200, for 12m0s)".
func describe(pid int, now time.Time) string {
	text := fmt.Sprintf("pid %d", pid)
	if pid == os.Getpid() {
		text += ", this process itself"
	}
	proc := filepath.Join("/proc", strconv.Itoa(pid))
	command, err := os.ReadFile(filepath.Join(proc, "cmdline"))
	if err != nil {
		return text
	}
	words := string(bytes.ReplaceAll(bytes.TrimRight(command, "\x00"), []byte{0}, []byte{' '}))
	if len(words) > 80 {
		words = words[:80] + "..."
	}
	age := ""
	if info, err := os.Stat(proc); err == nil {
		age = fmt.Sprintf(", for %v", now.Sub(info.ModTime()).Round(time.Second))
	}
	return fmt.Sprintf("%s (%s%s)", text, words, age)
}
