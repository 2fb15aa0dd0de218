package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/benchtrial/benchtrial/harness/run"
	"github.com/benchtrial/benchtrial/reports"
)

// benchCommand measures what a person waits for: the console alone, and whole runs on the built-in bench, the first with
// nothing kept from before and the second with everything.
func benchCommand(ctx context.Context, root string, args []string) int {
	if code := parse(flag.NewFlagSet("bench", flag.ContinueOnError), args); code >= 0 {
		return code
	}
	fmt.Println("console: from a line's last byte to a satisfied wait, round trips, throughput")
	console := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", ".", "./boards/console", "./boards/boardtest", "./boards/uart", "./boards/rfc2217")
	console.Dir, console.Stdout, console.Stderr = root, os.Stdout, os.Stderr
	if err := console.Run(); err != nil {
		return failed("bench", err)
	}
	cache, err := os.MkdirTemp("", "benchtrial-bench-")
	if err != nil {
		return failed("bench", err)
	}
	defer os.RemoveAll(cache)
	fmt.Println("\nmake hil on the built-in bench")
	for _, name := range []string{"cold", "warm"} {
		if err := timeRun(ctx, root, cache, name); err != nil {
			return failed("bench", err)
		}
	}
	return 0
}

func timeRun(ctx context.Context, root, cache, name string) error {
	began := time.Now()
	code := run.Run(ctx, run.Options{Root: root, Cache: cache, Out: io.Discard, Color: "never", Wait: defaultWait, Args: []string{"bench", name}})
	took := time.Since(began)
	if code != 0 {
		return fmt.Errorf("the %s run ended with %d: see reports/out/latest", name, code)
	}
	events, err := reports.ReadFile(filepath.Join(root, "reports", "out", reports.LatestLink, reports.EventsFile))
	if err != nil {
		return err
	}
	r := reports.Fold(events)
	var lanes time.Duration
	for _, l := range r.Lanes {
		lanes += l.Ended.Sub(l.Began)
	}
	fmt.Printf("  %-5s first verdict %5.1f s   whole %5.1f s   %d trials, %d specs   firmware's own waiting: %.0f %% of the lanes' %.1f s\n",
		name, firstVerdict(events, began).Seconds(), took.Seconds(), len(r.Trials), len(r.Specs), 100*r.Waiting().Seconds()/lanes.Seconds(), lanes.Seconds())
	return nil
}

func firstVerdict(events []reports.Event, began time.Time) time.Duration {
	for _, e := range events {
		if e.Kind == reports.TrialEnded {
			return e.At.Sub(began)
		}
	}
	return 0
}
