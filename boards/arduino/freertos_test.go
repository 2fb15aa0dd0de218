package arduino

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// tasks runs the sketch of tasks with the commands, on a board without a network.
func tasks(t *testing.T, fqbn string, commands ...string) result {
	t.Helper()
	return run(t, compile(t, "task_probe", fqbn), strings.Join(commands, "\n")+"\n", "BENCH_CLOCK_RATE=20")
}

// Two tasks meet a server by TLS at the same time, each on a core of its own, while loop() goes on.
func TestTasksConnectWhileLoopCounts(t *testing.T) {
	t.Parallel()
	for _, fqbn := range []string{FQBN, FQBN2} {
		root := newCA(t, nil, "Bench Root")
		b := newBench(t, serveTLS(serving(newLeaf(t, root, nil)), func(c *tls.Conn) {
			line, _ := bufio.NewReader(c).ReadString('\n')
			fmt.Fprintf(c, "you said %s", line)
		}))
		script := block("ca", certPEM(root)) + "connect " + b.port() + "\nrestart\n"
		r := run(t, compile(t, "task_probe", fqbn), script, b.env()...)
		for _, line := range []string{
			"task on core 0: connect 1, answer you said hello\n",
			"task on core 1: connect 1, answer you said hello\n",
			"loop() counted meanwhile: 1\n",
		} {
			r.has(t, line)
		}
		if n := strings.Count(r.console, "stack left 1\n"); n != 2 || r.code != 75 {
			t.Errorf("%s: %d of 2 tasks had some of their stack left, code %d: %q\n%s", fqbn, n, r.code, r.monitor, r.console)
		}
	}
}

func TestWiFiEventWakesTheLoop(t *testing.T) {
	t.Parallel()
	b := newBench(t, drainConn)
	r := run(t, compile(t, "task_probe", FQBN), "events\nrestart\n", b.env()...)
	r.has(t, "event bits 1, left 0\n")
}

func TestTasksWaitForEachOther(t *testing.T) {
	t.Parallel()
	r := tasks(t, FQBN, "queue", "mutex", "notify", "group", "ticks", "restart")
	for _, line := range []string{
		"queue: peeked 100, waiting 40, in order 40, late 0 after 1\n",
		"full: 0, spaces 0\n",
		"mutex: counted 600, critical 600, taken 2, given 2, then 0\n",
		"answerer was told 11\nloopTask took 1\nanswerer was told 22\nloopTask took 1\nanswerer was told 33\nloopTask took 1\nnothing more: 0\n",
		"tasks 2, then 1\n",
		"met 3, bits 0\nboth 1, all saw it 1\n",
		"ticks 7000, in time 1, passed 1\ntoo late 0\nsuspended 0\nresumed\r\n",
	} {
		r.has(t, line)
	}
	if r.last() != "restart" {
		t.Errorf("the monitor ends with %q\n%s", r.last(), r.console)
	}
}

// A task costs its stack; what a deleted task held is lost, as no destructor runs.
func TestStacksAreOnTheHeap(t *testing.T) {
	t.Parallel()
	r := tasks(t, FQBN, "heap", "restart")
	made := number(t, `made (\d+), each`, r.console)
	each := number(t, `each (\d+), result -1, too large -1`, r.console)
	lost := number(t, `lost (-?\d+)\n`, r.console)
	if made < 10 || made > 14 {
		t.Errorf("%d stacks of 20000 bytes fit into 290 KiB", made)
	}
	if each < 20000 || each > 21500 {
		t.Errorf("a stack of 20000 bytes costs %d", each)
	}
	if lost < made*70 || lost > made*200 {
		t.Errorf("%d tasks with a text of 70 bytes lost %d when they were deleted", made, lost)
	}
}

func TestLoopTaskMayEnd(t *testing.T) {
	t.Parallel()
	r := tasks(t, FQBN, "quit")
	r.has(t, "alone\r\n")
	if r.last() != "restart" {
		t.Errorf("the monitor ends with %q\n%s", r.last(), r.console)
	}
}

func TestCrashInATask(t *testing.T) {
	t.Parallel()
	const bt = ` bt=0x[0-9a-f]{8}:0x[0-9a-f]{8}(,0x[0-9a-f]{8}:0x[0-9a-f]{8})+$`
	for kind, want := range map[string]string{
		"store":    `^panic guru reason=StoreProhibited core=0 pc=0x400[0-9a-f]{5} excvaddr=0x00000010`,
		"abort":    `^panic abort pc=0x400[0-9a-f]{5} core=0`,
		"overflow": `^panic stack-overflow task=crasher`,
		"give":     `^panic assert text="BaseType_t xSemaphoreGive\(SemaphoreHandle_t\) semaphore.cpp:\d+ \(ownMutex\)"`,
		"null":     `^panic assert text="BaseType_t xSemaphoreTake\(SemaphoreHandle_t, TickType_t\) semaphore.cpp:\d+ \(semaphore`,
		"return":   `^panic abort pc=0x400[0-9a-f]{5} core=0`,
	} {
		r := tasks(t, FQBN, "crash "+kind)
		if !regexp.MustCompile(want).MatchString(r.last()) || !regexp.MustCompile(bt).MatchString(r.last()) {
			t.Errorf("%s: got %q, want %s", kind, r.last(), want)
		}
		if kind == "return" {
			r.matches(t, `^E \(\d+\) FreeRTOS: FreeRTOS Task "crasher" should not return, Aborting now!\r\n$`)
		}
	}
}
