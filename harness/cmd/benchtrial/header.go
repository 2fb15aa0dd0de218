package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/benchtrial/benchtrial/harness/build"
	"github.com/benchtrial/benchtrial/harness/run"
)

// headerCommand writes the header that a run gives to a sketch, for those who compile by hand.
func headerCommand(_ context.Context, root string, args []string) int {
	return headerTo(os.Stdout, os.Stderr, root, args)
}

func headerTo(out, complain io.Writer, root string, args []string) int {
	flags := flag.NewFlagSet("header", flag.ContinueOnError)
	flags.SetOutput(complain)
	firmware := flags.String("firmware", os.Getenv("FIRMWARE"), "the sketch's `folder` (FIRMWARE)")
	bench := flags.String("bench", os.Getenv("BENCH"), "the `file` that names the boards; none: the built-in simulated bench (BENCH)")
	board := flags.String("board", os.Getenv("BOARD"), "the `name` of the board that it is for; none: the first that can run the sketch (BOARD)")
	to := flags.String("o", "", "the `file` to write; none: "+build.HeaderName+" in the sketch's folder; -: the screen")
	if code := parse(flags, args); code >= 0 {
		return code
	}
	fail := func(err error) int {
		fmt.Fprintln(complain, "benchtrial header:", err)
		return exitUsage
	}
	if len(words(*firmware)) != 1 {
		return fail(fmt.Errorf("name one sketch folder with --firmware"))
	}
	text, note, err := run.Header(run.Options{Root: root, Firmware: folders(*firmware), Bench: *bench, Boards: words(*board)})
	if err != nil {
		return fail(err)
	}
	if *to == "-" {
		_, err = out.Write(text)
		return exitOf(err, func(_ int, err error) int { return fail(err) })
	}
	if *to == "" {
		*to = filepath.Join(*firmware, build.HeaderName)
	}
	// It holds the password of the Wi-Fi, and runs write their own into a copy: nobody else needs to read it.
	if err := os.WriteFile(*to, text, 0o600); err != nil {
		return fail(fmt.Errorf("writing the header: %w", err))
	}
	fmt.Fprintf(out, "wrote %s: it holds the Wi-Fi's password, so keep it out of version control\n", *to)
	if note != "" {
		fmt.Fprintln(out, "mind:", note)
	}
	return 0
}
