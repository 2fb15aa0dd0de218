package reports

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"time"
)

//go:embed page/page.html
var pageHTML string

//go:embed page/page.css
var pageCSS string

//go:embed page/page.js
var pageJS string

// WritePage writes the run as one HTML page that needs nothing else: it opens from a disk, a mail or a CI system's
// artifacts, in light and dark. What boards and servers said stands in it as text; besides, its content security policy
// lets nothing run but the one script that it came with.
func WritePage(w io.Writer, r *Run) error {
	page, err := template.New("page").Parse(pageHTML)
	if err != nil {
		return fmt.Errorf("parsing the page: %w", err)
	}
	data := pageOf(r)
	if err := data.pack(); err != nil {
		return fmt.Errorf("writing the page: %w", err)
	}
	if err := page.Execute(w, data); err != nil {
		return fmt.Errorf("writing the page: %w", err)
	}
	return nil
}

type pageData struct {
	Title, Class, Headline, Subject, Tally string
	Policy                                 string
	Style                                  template.CSS
	Script                                 template.JS
	Notes                                  []string
	Troubles                               []pageTrouble
	Failures                               []pageFailure
	Overview                               []pageOverview
	Weaknesses                             []weakness
	Matrices                               []pageMatrix
	Trials                                 []pageTrial
	Parts                                  []pagePart // timelines of Trials that a large page holds packed
	Specs                                  []pageSpec
	Facts                                  []pageFact
	Files                                  []string
}

type pageTrouble struct{ Title, Message string }

type pageFact struct{ Name, Value string }

func pageOf(r *Run) pageData {
	p := pageData{
		Class: pageClass(r), Headline: headline(r), Subject: subject(r), Tally: r.Tally(false),
		Policy: fmt.Sprintf("default-src 'none'; style-src %s; script-src %s; base-uri 'none'; form-action 'none'", sourceHash(pageCSS), sourceHash(pageJS)),
		Style:  template.CSS(pageCSS), Script: template.JS(pageJS), // both are files of this package
		Facts: facts(r), Files: []string{EventsFile, JUnitFile, SummaryFile, TableFile},
	}
	p.Title = p.Headline
	if names := r.Firmware(); len(names) > 0 {
		p.Title += " — " + oneLine(strings.Join(names, ", "), 80)
	}
	for _, g := range r.groups() {
		p.Notes = append(p.Notes, symbolOf(g)+" "+g.String())
	}
	for _, note := range r.notes() {
		p.Notes = append(p.Notes, "! "+note)
	}
	for _, t := range r.Troubles {
		p.Troubles = append(p.Troubles, pageTrouble{oneLine(strings.TrimSpace(t.Board+" "+t.Phase), 200), block(t.Message)})
	}
	anchors := map[*Trial]string{}
	for i, t := range r.byFirmware() {
		anchors[t] = fmt.Sprintf("trial-%d", i+1)
	}
	p.addFailures(r, anchors)
	p.addOverview(r)
	p.Weaknesses = r.weaknesses()
	p.addMatrices(r, anchors)
	p.addTrials(r, anchors)
	for _, s := range r.Specs {
		p.Specs = append(p.Specs, pageSpecOf(r, s, anchors))
	}
	return p
}

// sourceHash is how a content security policy names one inline script or style.
func sourceHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

func pageClass(r *Run) string {
	switch r.Exit() {
	case ExitPassed:
		return "good"
	case ExitFailed:
		return "bad"
	}
	return "bench"
}

// headline is the verdict: the first thing one reads, also in a row of browser tabs.
func headline(r *Run) string {
	switch code := r.Exit(); code {
	case ExitPassed:
		return fmt.Sprintf("✓ passed: %s", plural(r.Count(Passed), "spec"))
	case ExitFailed:
		return fmt.Sprintf("✗ failed: %d of %s", r.Count(Failed, UnexpectedPass), plural(len(r.Specs), "spec"))
	default:
		return fmt.Sprintf("! %s (exit code %d)", r.words(), code)
	}
}

// subject says which run it is: when, on which bench, of what.
func subject(r *Run) string {
	var words []string
	if !r.Began.IsZero() {
		words = append(words, r.Began.UTC().Format("2006-01-02 15:04:05 UTC"))
	}
	if r.Info.Bench != "" {
		words = append(words, "bench "+oneLine(r.Info.Bench, 60))
	}
	if names := r.Firmware(); len(names) > 0 {
		words = append(words, oneLine(strings.Join(names, ", "), 120))
	}
	return strings.Join(words, " · ")
}

// facts is what one needs to know to run it again.
func facts(r *Run) []pageFact {
	var list []pageFact
	add := func(name, value string) {
		if value = oneLine(value, 600); value != "" {
			list = append(list, pageFact{name, value})
		}
	}
	if !r.Began.IsZero() {
		add("began", r.Began.UTC().Format(time.RFC1123))
	}
	add("took", briefly(r.Took()))
	add("bench", strings.TrimSpace(r.Info.Bench+" "+r.Info.BenchFile))
	add("host", r.Info.Host)
	add("benchtrial", r.Info.Version)
	add("arguments", strings.Join(r.Info.Args, " "))
	add("seed", fmt.Sprint(r.Info.Seed))
	for _, l := range r.Lanes {
		text := fmt.Sprintf("%s %s", l.Info.Chip, l.Info.Port)
		if l.Info.MAC != "" {
			text += ", MAC " + l.Info.MAC
		}
		if l.Info.Simulated {
			text += fmt.Sprintf(", simulated, %g board seconds a second", l.Info.ClockRate)
		}
		add("board "+oneLine(l.Board, 60), text)
	}
	for _, b := range r.Builds {
		words := []string{b.Chip, b.Builder, "built in " + briefly(b.Took.Duration()), "image " + b.Hash}
		switch {
		case b.Error != "" || !b.Done:
			words = []string{b.Chip, b.Builder, "not built"}
		case b.Cached:
			words[2] = "from the cache"
		}
		add("firmware "+oneLine(b.Firmware, 60), strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), ", "))
	}
	for _, f := range r.Flashes {
		how := "written in " + briefly(f.Took.Duration())
		if f.Skipped {
			how = "held these bytes already"
		}
		add("flash of "+oneLine(f.Board, 60), strings.TrimSpace(f.Firmware+" "+how))
	}
	for _, t := range r.Tools {
		add("tool "+oneLine(t.Name, 60), t.Version+" "+t.Path)
	}
	for _, name := range sortedKeys(r.Info.Env) {
		add(oneLine(name, 60), r.Info.Env[name])
	}
	return list
}
