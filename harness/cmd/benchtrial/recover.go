package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/benchtrial/benchtrial/harness"
)

// recoverCommand ends the lanes that a run of this project left behind. The kernel does so by itself when a runner dies;
// this is for the case in which something kept it from it, and it says what it found.
func recoverCommand(_ context.Context, root string, args []string) int {
	if code := parse(flag.NewFlagSet("recover", flag.ContinueOnError), args); code >= 0 {
		return code
	}
	orphans, err := orphanedLanes(root)
	if err != nil {
		return failed("recover", err)
	}
	for _, pid := range orphans {
		fmt.Printf("ending the lane %d: its runner is gone\n", pid)
		if err := unix.Kill(-pid, unix.SIGKILL); err != nil && !errors.Is(err, unix.ESRCH) {
			return failed("recover", fmt.Errorf("ending the lane %d: %w", pid, err))
		}
	}
	if len(orphans) == 0 {
		fmt.Println("no lane was left behind")
	}
	(&doctor{out: os.Stdout}).leases()
	return 0
}

// orphanedLanes finds processes that run a lane of this project and whose parent is no benchtrial.
func orphanedLanes(root string) ([]int, error) {
	folders, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return nil, err
	}
	program := filepath.Join(root, ".cache", "specs.test")
	var found []int
	for _, dir := range folders {
		exe, err := os.Readlink(filepath.Join(dir, "exe"))
		if err != nil || strings.TrimSuffix(exe, " (deleted)") != program {
			continue // not ours, or not for us to see
		}
		environment, err := os.ReadFile(filepath.Join(dir, "environ"))
		if err != nil || !strings.Contains(string(environment), harness.LaneVar+"=") {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(dir))
		if err == nil && parentIsGone(pid) {
			found = append(found, pid)
		}
	}
	return found, nil
}

func parentIsGone(pid int) bool {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	// The name, in parentheses, may hold anything; the fields behind it are numbers: state, parent.
	fields := strings.Fields(string(raw[strings.LastIndexByte(string(raw), ')')+1:]))
	if len(fields) < 2 {
		return false
	}
	parent, err := os.Readlink("/proc/" + fields[1] + "/exe")
	return err != nil || !strings.HasPrefix(filepath.Base(parent), "benchtrial")
}
