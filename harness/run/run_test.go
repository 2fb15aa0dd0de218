package run

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/benchtrial/benchtrial/harness/lease"
	"github.com/benchtrial/benchtrial/reports"
)

// These tests are whole runs on a simulated board of their own, at addresses of their own: the real builder, the real
// esptool, the compiled specs. They need what `make setup` installs.

// attempt is one run and what it left.
type attempt struct {
	opts Options
	out  *watched
}

// watched is an output that calls back when a text was written to it.
type watched struct {
	mu   sync.Mutex
	text bytes.Buffer
	want string
	then func()
}

func (w *watched) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text.Write(p)
	if w.then != nil && strings.Contains(w.text.String(), w.want) {
		go w.then()
		w.then = nil
	}
	return len(p), nil
}

func (w *watched) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// newAttempt prepares a run of the firmware on one hosted board. The cache is kept between test runs, as users keep theirs.
func newAttempt(t *testing.T, firmware, spec string) *attempt {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(lease.DirEnv, t.TempDir())
	bench := filepath.Join(t.TempDir(), "bench.yaml")
	side := fmt.Sprintf("127.78.%d.", os.Getpid()%250+1)
	text := fmt.Sprintf("name: test\nboards:\n  - {name: solo, chip: esp32, simulated: true, address: %s2, server: %s1, dns: \"%s1:14453\"}\n", side, side, side)
	if err := os.WriteFile(bench, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	out := &watched{}
	return &attempt{out: out, opts: Options{
		Root: root, Cache: filepath.Join(root, ".cache", "test"), Reports: filepath.Join(t.TempDir(), "out"), Bench: bench,
		Firmware: []string{firmware}, Spec: spec, Out: out, Color: "never",
	}}
}

func tokenPost(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../../boards/firmware/token_post")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// changed is a copy of token_post with one text replaced.
func changed(t *testing.T, from, to string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "token_post")
	if err := os.CopyFS(dir, os.DirFS(tokenPost(t))); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "token_post.ino")
	sketch, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(sketch), from) {
		t.Fatalf("token_post has no text %q", from)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(sketch), from, to, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// ends runs the attempt, wants the exit code everywhere it is told, and returns the summary.
func (a *attempt) ends(t *testing.T, want int) reports.Summary {
	t.Helper()
	code := Run(t.Context(), a.opts)
	var summary reports.Summary
	folders, err := filepath.Glob(filepath.Join(a.opts.Reports, "20*"))
	if err != nil || len(folders) != 1 {
		t.Fatalf("the run left the folders %v: %v", folders, err)
	}
	latest := folders[0]
	raw, err := os.ReadFile(filepath.Join(latest, reports.SummaryFile))
	if err == nil {
		err = json.Unmarshal(raw, &summary)
	}
	if err != nil {
		t.Error(err)
	}
	if code != want || summary.Exit != want {
		t.Errorf("exit code %d, in summary.json %d, wanted %d:\n%s", code, summary.Exit, want, a.out)
	}
	if _, err := os.Stat(filepath.Join(latest, reports.JUnitFile)); err != nil {
		t.Error(err)
	}
	return summary
}

func TestRunPasses(t *testing.T) {
	a := newAttempt(t, tokenPost(t), "trust / wrong.host")
	summary := a.ends(t, exitPassed)
	if _, err := os.Stat(filepath.Join(a.opts.Reports, reports.LatestLink, reports.SummaryFile)); err != nil {
		t.Errorf("the link to the latest run: %v", err)
	}
	if summary.Counts.Planned != 1 || summary.Counts.Passed != 1 {
		t.Errorf("counts %+v, wanted one spec planned and passed", summary.Counts)
	}
}

func TestRunNamesTheFault(t *testing.T) {
	a := newAttempt(t, changed(t, "client.setCACert(BENCH_CA)", "client.setInsecure()"), "trust / wrong.host")
	summary := a.ends(t, exitFailed)
	if len(summary.Failures) != 1 || !strings.Contains(summary.Failures[0].Message, "unexpected acceptance") {
		t.Errorf("failures %+v, wanted one that names the acceptance", summary.Failures)
	}
	if !strings.Contains(a.out.String(), "make hil BENCH=") {
		t.Errorf("the output has no command to repeat it:\n%s", a.out)
	}
}

func TestRunWithoutItsControlJudgesNothing(t *testing.T) {
	a := newAttempt(t, changed(t, "BENCH_HOST, BENCH_PORT", `"nowhere.test", BENCH_PORT`), "trust")
	summary := a.ends(t, exitFailed)
	if summary.Counts.NotJudged == 0 || summary.Counts.Passed > 0 {
		t.Errorf("counts %+v: a firmware that reaches nobody must not count as refusing", summary.Counts)
	}
}

func TestRunShowsTheCompilersWords(t *testing.T) {
	a := newAttempt(t, changed(t, "static const int kAttempts", "static konst int kAttempts"), "trust")
	a.ends(t, exitUsage)
	if !strings.Contains(a.out.String(), "token_post.ino:") || !strings.Contains(a.out.String(), "konst") {
		t.Errorf("the output names neither place nor word:\n%s", a.out)
	}
}

func TestRunWantsASpec(t *testing.T) {
	newAttempt(t, tokenPost(t), "no such spec").ends(t, exitUsage)
}

func TestRunFindsItsAddressTaken(t *testing.T) {
	a := newAttempt(t, tokenPost(t), "trust / valid")
	holder, err := net.Listen("tcp", fmt.Sprintf("127.78.%d.1:14433", os.Getpid()%250+1))
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close()
	a.ends(t, exitBench)
	if !strings.Contains(a.out.String(), "14433") || !strings.Contains(a.out.String(), fmt.Sprint(os.Getpid())) {
		t.Errorf("the output names neither the port nor who holds it:\n%s", a.out)
	}
}

func TestRunFindsItsBoardBusy(t *testing.T) {
	a := newAttempt(t, tokenPost(t), "trust / valid")
	dir, err := lease.Dir()
	if err != nil {
		t.Fatal(err)
	}
	held, err := lease.Acquire(t.Context(), lease.Request{Dir: dir, Board: "solo", Job: "another job"})
	if err != nil {
		t.Fatal(err)
	}
	defer held.Release()
	a.ends(t, exitBusy)
	if !strings.Contains(a.out.String(), "another job") {
		t.Errorf("the output does not say who has the board:\n%s", a.out)
	}
}

func TestRunIsInterrupted(t *testing.T) {
	for sig, want := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143} {
		t.Run(sig.String(), func(t *testing.T) {
			a := newAttempt(t, tokenPost(t), "")
			a.out.want, a.out.then = "accepted", func() { _ = syscall.Kill(os.Getpid(), sig) }
			summary := a.ends(t, want)
			if summary.Counts.Interrupted == 0 {
				t.Errorf("counts %+v: nothing was interrupted", summary.Counts)
			}
		})
	}
}
