package lease

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const board = "24:6f:28:aa:bb:cc"

func acquire(t *testing.T, req Request) *Lease {
	t.Helper()
	lease, err := Acquire(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	return lease
}

func TestBusy(t *testing.T) {
	dir := t.TempDir()
	first := acquire(t, Request{Dir: dir, Board: board, Job: "https://ci.test/job/7"})
	_, err := Acquire(t.Context(), Request{Dir: dir, Board: board})
	var busy *BusyError
	if !errors.As(err, &busy) {
		t.Fatalf("got %v, want a BusyError", err)
	}
	if busy.Holder.PID != os.Getpid() || busy.Holder.Job != "https://ci.test/job/7" || busy.Holder.Board != board || time.Since(busy.Holder.Since) > time.Hour {
		t.Errorf("got the holder %+v, want this process", busy.Holder)
	}
	for _, want := range []string{board, fmt.Sprint("process ", os.Getpid()), "https://ci.test/job/7"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in %q", want, err)
		}
	}
	other := acquire(t, Request{Dir: dir, Board: "another board"})
	if err := errors.Join(other.Release(), first.Release()); err != nil {
		t.Fatal(err)
	}
	again := acquire(t, Request{Dir: dir, Board: board})
	if err := again.Release(); err != nil {
		t.Fatal(err)
	}
}

func TestWaits(t *testing.T) {
	dir := t.TempDir()
	first := acquire(t, Request{Dir: dir, Board: board})
	var told []string
	second := acquire(t, Request{Dir: dir, Board: board, Wait: time.Minute, Progress: func(text string) {
		told = append(told, text)
		if err := first.Release(); err != nil {
			t.Error(err)
		}
	}})
	if len(told) != 1 || !strings.Contains(told[0], fmt.Sprint("process ", os.Getpid())) || !strings.Contains(told[0], "1m0s") {
		t.Errorf("told %q, want once who has it and how long it is waited for", told)
	}
	if err := second.Release(); err != nil {
		t.Fatal(err)
	}
}

func TestWaitingIsStopped(t *testing.T) {
	dir := t.TempDir()
	defer acquire(t, Request{Dir: dir, Board: board}).Release()
	ctx, cancel := contextWithCause(t)
	why := errors.New("interrupted")
	_, err := Acquire(ctx, Request{Dir: dir, Board: board, Wait: time.Hour, Progress: func(string) { cancel(why) }})
	var busy *BusyError
	if !errors.Is(err, why) || errors.As(err, &busy) {
		t.Errorf("got %v, want %v: to be stopped is not to find the board busy", err, why)
	}
}

// What a dead process left in the file is not believed.
func TestStaleText(t *testing.T) {
	dir := t.TempDir()
	for _, text := range []string{`{"board":"x","pid":1,"user":"root"}`, "not JSON", strings.Repeat("x", 1<<20)} {
		if err := os.WriteFile(filepath.Join(dir, fileName(board)), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if holders, err := Holders(dir); err != nil || len(holders) != 0 {
			t.Errorf("got %v, %v; want nobody", holders, err)
		}
		lease := acquire(t, Request{Dir: dir, Board: board})
		if holders, err := Holders(dir); err != nil || len(holders) != 1 || holders[0].PID != os.Getpid() {
			t.Errorf("got %v, %v; want this process", holders, err)
		}
		if err := lease.Release(); err != nil {
			t.Fatal(err)
		}
	}
}

// A holder whose file says nothing sensible is still a holder.
func TestHolderWithoutName(t *testing.T) {
	dir := t.TempDir()
	defer acquire(t, Request{Dir: dir, Board: "/dev/ttyUSB0"}).Release()
	path := filepath.Join(dir, fileName("/dev/ttyUSB0"))
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	holders, err := Holders(dir)
	if err != nil || len(holders) != 1 || !strings.Contains(holders[0].Board, "dev-ttyUSB0") || !strings.Contains(holders[0].String(), "no name") {
		t.Errorf("got %+v, %v; want a holder without a name", holders, err)
	}
}

// The kernel frees the lock of a process that was killed.
func TestKilledHolder(t *testing.T) {
	if dir := os.Getenv("LEASE_TEST_HOLD"); dir != "" {
		acquire(t, Request{Dir: dir, Board: board})
		fmt.Println("held")
		select {}
	}
	dir := t.TempDir()
	child := exec.Command(os.Args[0], "-test.run=^TestKilledHolder$")
	child.Env = append(os.Environ(), "LEASE_TEST_HOLD="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "held\n" {
		t.Fatalf("the child said %q, %v", line, err)
	}
	_, err = Acquire(t.Context(), Request{Dir: dir, Board: board})
	var busy *BusyError
	if !errors.As(err, &busy) || busy.Holder.PID != child.Process.Pid {
		t.Errorf("got %v, want it busy by process %d", err, child.Process.Pid)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // says that it was killed
	lease := acquire(t, Request{Dir: dir, Board: board})
	if err := lease.Release(); err != nil {
		t.Fatal(err)
	}
}

// Of many at once each gets its turn, and never two at a time, while others look on.
func TestOneAtATime(t *testing.T) {
	dir := t.TempDir()
	var inside, turns atomic.Int32
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			lease, err := Acquire(t.Context(), Request{Dir: dir, Board: board, Wait: time.Minute})
			if err != nil {
				t.Error(err)
				return
			}
			if inside.Add(1) != 1 {
				t.Error("two have it")
			}
			turns.Add(1)
			if _, err := Holders(dir); err != nil {
				t.Error(err)
			}
			inside.Add(-1)
			if err := lease.Release(); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if turns.Load() != 8 {
		t.Errorf("%d turns, want 8", turns.Load())
	}
}

func TestFileNames(t *testing.T) {
	seen := map[string]string{}
	for _, board := range []string{"a/b", "a-b", "a b", "../../etc/passwd", "", ".", strings.Repeat("x", 500), strings.Repeat("x", 501), "rfc2217://127.0.0.1:4000"} {
		name := fileName(board)
		if other, taken := seen[name]; taken {
			t.Errorf("%q and %q share %q", board, other, name)
		}
		seen[name] = board
		if filepath.Base(name) != name || len(name) > 100 || strings.HasPrefix(name, ".") {
			t.Errorf("%q makes the file name %q", board, name)
		}
	}
}

func TestJob(t *testing.T) {
	env := func(pairs ...string) func(string) string {
		return func(name string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	for want, get := range map[string]func(string) string{
		"": env(),
		"https://github.test/o/r/actions/runs/42": env("GITHUB_RUN_ID", "42", "GITHUB_SERVER_URL", "https://github.test", "GITHUB_REPOSITORY", "o/r"),
		"https://gitlab.test/job/1":               env("CI_JOB_URL", "https://gitlab.test/job/1"),
		"https://jenkins.test/job/2":              env("BUILD_URL", "https://jenkins.test/job/2"),
	} {
		if got := jobOf(get); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
