package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// scenariosCommand lists the catalogue, or explains one scenario of it.
func scenariosCommand(_ context.Context, root string, args []string) int {
	return scenariosTo(os.Stdout, os.Stderr, root, args)
}

func scenariosTo(out, complain io.Writer, root string, args []string) int {
	flags := flag.NewFlagSet("scenarios", flag.ContinueOnError)
	flags.SetOutput(complain)
	flags.Usage = func() {
		fmt.Fprintln(complain, "usage: benchtrial scenarios [--group GROUP] [--json] [NAME]")
		flags.PrintDefaults()
	}
	group := flags.String("group", "", "only the scenarios of this `group`: "+strings.Join(groupNames(), ", "))
	asJSON := flags.Bool("json", false, "write JSON")
	rest, code := parseMixed(flags, args)
	if code >= 0 {
		return code
	}
	fail := func(code int, err error) int {
		fmt.Fprintln(complain, "benchtrial scenarios:", err)
		return code
	}
	chosen, err := chooseScenarios(rest, *group)
	if err != nil {
		return fail(exitUsage, err)
	}
	if len(rest) == 0 && !*asJSON {
		return exitOf(writeCatalogue(out, chosen), fail)
	}
	authority, err := pki.New(pki.Kept(benchPKI(root), ""))
	if err != nil {
		return fail(exitUnreachable, err)
	}
	var told []scenarioStory
	for _, sc := range chosen {
		story, err := tell(sc, authority)
		if err != nil {
			return fail(exitUnreachable, err)
		}
		told = append(told, story)
	}
	if *asJSON {
		return exitOf(writeStoriesJSON(out, told, len(rest) == 1), fail)
	}
	return exitOf(told[0].write(out), fail)
}

// exitOf is the exit code of a command whose last step is writing.
func exitOf(err error, fail func(int, error) int) int {
	if err != nil {
		return fail(exitUnreachable, err)
	}
	return 0
}

// benchPKI is where the runs of this project keep their trust anchor, so that what is shown and served is what firmware meets.
func benchPKI(root string) string { return filepath.Join(root, ".cache", "pki") }

func groupNames() []string {
	var names []string
	for _, sc := range servers.Catalogue() {
		if !slices.Contains(names, string(sc.Group)) {
			names = append(names, string(sc.Group))
		}
	}
	return names
}

// chooseScenarios is the scenario of that name, or those of a group, or all.
func chooseScenarios(names []string, group string) ([]servers.Scenario, error) {
	switch {
	case len(names) > 1:
		return nil, fmt.Errorf("unexpected %q: it explains one scenario at a time", names[1])
	case len(names) == 1 && group != "":
		return nil, fmt.Errorf("give a name or --group, not both")
	case len(names) == 1:
		sc, err := findScenario(names[0])
		return []servers.Scenario{sc}, err
	}
	var chosen []servers.Scenario
	for _, sc := range servers.Catalogue() {
		if group == "" || string(sc.Group) == group {
			chosen = append(chosen, sc)
		}
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("--group %s: there is no such group, or nothing in it; there are %s", group, strings.Join(groupNames(), ", "))
	}
	return chosen, nil
}

// findScenario looks a scenario up, and says which names are like a wrong one.
func findScenario(name string) (servers.Scenario, error) {
	if sc, ok := servers.Lookup(name); ok {
		return sc, nil
	}
	var like []string
	for _, sc := range servers.Catalogue() {
		if len(name) > 2 && (strings.Contains(sc.Name, name) || strings.Contains(name, sc.Name)) {
			like = append(like, sc.Name)
		}
	}
	text := "`benchtrial scenarios` lists them"
	if len(like) > 0 {
		text = "is it " + strings.Join(like, " or ") + "? " + text
	}
	return servers.Scenario{}, fmt.Errorf("there is no scenario %q: %s (and recovers-at-N for any N)", name, text)
}

// Columns of the table.
const (
	soundColumn = 24
	suiteColumn = 6
	lineWidth   = 130
)

// writeCatalogue writes the scenarios as a table, one group after the other.
func writeCatalogue(w io.Writer, all []servers.Scenario) error {
	var b strings.Builder
	width := 0
	for _, sc := range all {
		width = max(width, len(sc.Name))
	}
	fmt.Fprintf(&b, "%-*s  %-*s  %-*s  %s\n", width+2, "scenario", soundColumn, "sound firmware", suiteColumn, "suite", "what the server does")
	var group servers.Group
	smoke := 0
	for _, sc := range all {
		if sc.Group != group {
			group = sc.Group
			fmt.Fprintf(&b, "\n%s\n", group)
		}
		if !sc.Full {
			smoke++
		}
		head := fmt.Sprintf("  %-*s  %-*s  %-*s  ", width, sc.Name, soundColumn, soundly(sc), suiteColumn, suiteOf(sc))
		b.WriteString(fold(head, strings.Repeat(" ", len(head)), sc.Doc, max(lineWidth, len(head)+40)))
	}
	fmt.Fprintf(&b, "\n%d scenarios, %d of them in the smoke suite; `benchtrial scenarios NAME` tells all about one\n", len(all), smoke)
	_, err := io.WriteString(w, b.String())
	return err
}

// suiteOf is the smallest suite that tries the scenario.
func suiteOf(sc servers.Scenario) string {
	if sc.Full {
		return "full"
	}
	return "smoke"
}

// What a sound firmware does.
const (
	mustRefuse = "refuses"
	mustAccept = "accepts"
	mustCope   = "accepts, and copes"       // with what comes inside TLS
	mustHalf   = "takes the handshake only" // what comes after it is not to be taken for the server's word
	mustDoubt  = "reports no success"       // of a reply that is not whole, or none
	mustEnd    = "gives up in time"
	mustDepend = "depends on the stack" // stacks differ, are weak here, or refuse what others may take
)

// soundly is what a sound firmware does with the server, once it behaves as it does in the end.
func soundly(sc servers.Scenario) string {
	b := servers.Behaviour{}
	if sc.Behave != nil {
		b = sc.Behave(settled)
	}
	switch {
	case sc.Refuse:
		return mustRefuse
	case sc.Closed || sc.Fails || sc.Silent || sc.Stalls || b.Network != servers.Serve:
		return mustEnd
	}
	switch sc.Group {
	case servers.GroupRecord:
		return afterHandshake(stacksOn(sc))
	case servers.GroupReply, servers.GroupWebSocket, servers.GroupMQTT:
		if sc.ReplyBroken {
			return mustDoubt
		}
		return mustCope
	case servers.GroupChain, servers.GroupRenewal, servers.GroupHandshake:
		return asStacksDo(stacksOn(sc))
	}
	if sc.ReplyBroken {
		return mustDoubt
	}
	return mustAccept
}

// asStacksDo is what all stacks do alike, where that is to accept a good server. That all of them refuse one that need not be
// refused is a limit that they share, and no demand on a firmware.
func asStacksDo(stacks []stackStory) string {
	for _, s := range stacks {
		if s.Weakness || s.Outcome == string(profile.Refuse) {
			return mustDepend
		}
	}
	if len(stacks) == 0 {
		return mustDepend
	}
	return mustAccept
}

// afterHandshake is about records behind a sound handshake: where stacks fail at them, nothing that they say was taken.
func afterHandshake(stacks []stackStory) string {
	failing := 0
	for _, s := range stacks {
		if s.Code != 0 {
			failing++
		}
	}
	switch failing {
	case 0:
		return mustCope
	case len(stacks):
		return mustHalf
	}
	return mustDepend
}

// settled is an attempt that comes after all that a scenario begins with.
const settled = 99

func writeStoriesJSON(w io.Writer, told []scenarioStory, one bool) error {
	var value any = told
	if one {
		value = told[0]
	}
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return fmt.Errorf("encoding the catalogue: %w", err)
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// fold breaks text at blanks into lines of at most width characters, as far as its words allow.
func fold(first, next, text string, width int) string {
	var b strings.Builder
	line, empty := first, true
	for _, word := range strings.Fields(text) {
		if !empty && len(line)+1+len(word) > width {
			b.WriteString(line + "\n")
			line, empty = next, true
		}
		if !empty {
			line += " "
		}
		line += word
		empty = false
	}
	return b.String() + strings.TrimRight(line, " ") + "\n"
}
