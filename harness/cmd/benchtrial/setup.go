package main

import (
	"context"
	"flag"
	"os"

	"github.com/benchtrial/benchtrial/harness/setup"
)

func setupCommand(ctx context.Context, root string, args []string) int {
	if code := parse(flag.NewFlagSet("setup", flag.ContinueOnError), args); code >= 0 {
		return code
	}
	tools := setup.Tools(setup.BuildNative, setup.Flash, setup.Race)
	if err := setup.Ensure(ctx, setup.Options{Root: root, Out: os.Stdout}, tools...); err != nil {
		return failed("setup", err)
	}
	return 0
}
