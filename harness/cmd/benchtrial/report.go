package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/benchtrial/benchtrial/reports"
)

// reportCommand makes the reports of a run again from its record: after a kill, or with a newer version of the views.
func reportCommand(_ context.Context, root string, args []string) int {
	flags := flag.NewFlagSet("report", flag.ContinueOnError)
	dir := flags.String("run", filepath.Join(root, "reports", "out", reports.LatestLink), "the `folder` of the run")
	if code := parse(flags, args); code >= 0 {
		return code
	}
	events, err := reports.ReadFile(filepath.Join(*dir, reports.EventsFile))
	if err != nil {
		return failed("report", err)
	}
	run := reports.Fold(events)
	if err := (&reports.Dir{Path: *dir}).Write(run); err != nil {
		return failed("report", err)
	}
	colour, err := reports.Colour("auto", os.Getenv, os.Stdout)
	if err == nil {
		err = reports.WriteTable(os.Stdout, run, colour)
	}
	if err != nil {
		return failed("report", err)
	}
	fmt.Println("reports:", filepath.Join(*dir, reports.PageFile))
	return run.Exit()
}
