package reports

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// attachLimit is the most text that goes with one test case: libxml2 refuses text nodes above 10 MB, and 60,000 lines of
// a chatty board make 12.6 MB. The whole is in the files of the trial.
const attachLimit = 64 << 10

// WriteJUnit writes the run as JUnit XML. It is the superset that GitHub actions, GitLab, Jenkins and Buildkite read: file
// and line on the test case, times with three decimals, names that are unique in the file and the same in each run.
//
//	failure            the firmware breaks its promise, or keeps one that known_failures.yaml says it breaks
//	error type=bench   the bench's trouble, never a word about the firmware
//	error type=plan    planned without a result, or anything else that makes the run incomplete
//	skipped            a known failure with its reason, not judged, does not apply
func WriteJUnit(w io.Writer, r *Run) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(junitOf(r)); err != nil {
		return fmt.Errorf("encoding JUnit: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}

type junitRun struct {
	XMLName xml.Name `xml:"testsuites"`
	Name    string   `xml:"name,attr"`
	junitCounts
	Time      string       `xml:"time,attr"`
	Timestamp string       `xml:"timestamp,attr"`
	Hostname  string       `xml:"hostname,attr,omitempty"`
	Suites    []junitSuite `xml:"testsuite"`
}

type junitCounts struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Errors   int `xml:"errors,attr"`
	Skipped  int `xml:"skipped,attr"`
}

type junitSuite struct {
	Name string `xml:"name,attr"`
	junitCounts
	Time       string           `xml:"time,attr"`
	Timestamp  string           `xml:"timestamp,attr,omitempty"`
	Hostname   string           `xml:"hostname,attr,omitempty"`
	Properties *junitProperties `xml:"properties,omitempty"`
	Cases      []junitCase      `xml:"testcase"`
}

type junitProperties struct {
	List []junitProperty `xml:"property"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Name       string           `xml:"name,attr"`
	Class      string           `xml:"classname,attr"`
	File       string           `xml:"file,attr,omitempty"`
	Line       int              `xml:"line,attr,omitempty"`
	Time       string           `xml:"time,attr"`
	Properties *junitProperties `xml:"properties,omitempty"`
	Skipped    *junitNote       `xml:"skipped"`
	Error      *junitNote       `xml:"error"`
	Failure    *junitNote       `xml:"failure"`
	Flaky      []junitNote      `xml:"flakyFailure"`
	Rerun      []junitNote      `xml:"rerunFailure"`
	SystemOut  *junitText       `xml:"system-out"`
}

type junitNote struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	junitText
}

// junitText is the text of an element, escaped already: encoding/xml would write each line end as &#xA;, which is legal
// and makes a file that nobody can read by eye.
type junitText struct {
	XML string `xml:",innerxml"`
}

var escapeText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// textOf escapes a text for an element. Printable sees to it that no character is left that XML does not know.
func textOf(text string) junitText { return junitText{escapeText.Replace(Printable([]byte(text)))} }

func junitOf(r *Run) junitRun {
	out := junitRun{
		Name:      "benchtrial",
		Time:      decimals(r.Took()),
		Timestamp: stamp(r.Began),
		Hostname:  oneLine(r.Info.Host, 200),
	}
	names := caseNames(r)
	for _, lane := range r.Lanes {
		suite := junitSuite{
			Name:       "benchtrial on " + oneLine(lane.Board, 200),
			Timestamp:  stamp(lane.Began),
			Hostname:   out.Hostname,
			Properties: laneProperties(r, lane),
			Time:       decimals(0),
		}
		if lane.Over() {
			suite.Time = decimals(lane.Ended.Sub(lane.Began))
		}
		for _, spec := range r.Specs {
			if spec.Lane == lane.Name {
				suite.add(r.junitCase(spec, names[spec]))
			}
		}
		out.add(suite)
	}
	if bench := r.junitBench(); len(bench.Cases) > 0 {
		out.add(bench)
	}
	return out
}

func (j *junitRun) add(s junitSuite) {
	j.Tests += s.Tests
	j.Failures += s.Failures
	j.Errors += s.Errors
	j.Skipped += s.Skipped
	j.Suites = append(j.Suites, s)
}

func (s *junitSuite) add(c junitCase) {
	s.Tests++
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	case c.Skipped != nil:
		s.Skipped++
	}
	s.Cases = append(s.Cases, c)
}

func laneProperties(r *Run, lane *Lane) *junitProperties {
	p := &junitProperties{}
	p.add("board", lane.Board)
	p.add("chip", lane.Info.Chip)
	p.add("mac", lane.Info.MAC)
	p.add("port", lane.Info.Port)
	p.add("labels", strings.Join(lane.Info.Labels, " "))
	p.add("bench", r.Info.Bench)
	p.add("seed", fmt.Sprint(r.Info.Seed))
	p.add("benchtrial", r.Info.Version)
	for _, tool := range r.Tools {
		p.add("tool."+tool.Name, tool.Version)
	}
	return p
}

func (p *junitProperties) add(name, value string) {
	if value = oneLine(value, 500); value != "" {
		p.List = append(p.List, junitProperty{oneLine(name, 100), value})
	}
}

// caseNames gives each spec a name that no other has. Boards that share a plan may get another part of it each time, so
// the board stands in the name only when a spec is planned for more than one.
func caseNames(r *Run) map[*Spec]string {
	boards := map[string]int{}
	for _, spec := range r.Specs {
		boards[spec.Name]++
	}
	taken := map[string]int{}
	names := map[*Spec]string{}
	for _, spec := range r.Specs {
		name := oneLine(spec.Name, 400)
		if boards[spec.Name] > 1 {
			name += " [" + oneLine(spec.Board, 100) + "]"
		}
		taken[name]++
		if n := taken[name]; n > 1 {
			name = fmt.Sprintf("%s #%d", name, n)
		}
		names[spec] = name
	}
	return names
}

func decimals(d time.Duration) string { return fmt.Sprintf("%.3f", max(d, 0).Seconds()) }

func stamp(at time.Time) string {
	if at.IsZero() {
		return "1970-01-01T00:00:00Z"
	}
	return at.UTC().Format("2006-01-02T15:04:05Z")
}
