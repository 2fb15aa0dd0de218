package reports

import (
	"strings"
	"time"
)

// follow keeps in mind what each lane and each build does now.
func (t *Terminal) follow(e Event) {
	lane := or(e.Lane, e.Board)
	switch e.Kind {
	case BuildBegan, BuildProgress, BuildDone:
		t.followBuild(e)
	case LaneBegan:
		t.set(lane, "starting", e.At)
		t.now[lane].over = false
	case LaneEnded:
		t.set(lane, "ended", e.At)
		t.now[lane].over = true
	case FlashBegan:
		t.set(lane, "flashing "+oneLine(e.Firmware, 40), e.At)
	case FlashProgress:
		t.percent(lane, e)
	case FlashDone:
		t.set(lane, "flashed "+oneLine(e.Firmware, 40), e.At)
	case SpecBegan:
		t.set(lane, oneLine(e.Spec, 60), e.At)
	case TrialBegan:
		t.set(lane, "trial "+oneLine(e.Scenario, 40), e.At)
	case TrialEnded:
		t.set(lane, "judging "+oneLine(e.Scenario, 40), e.At)
	case SpecEnded:
		t.set(lane, "between specs", e.At)
	}
	t.widths.widen(lane, e)
}

func (t *Terminal) followBuild(e Event) {
	var b Building
	_ = e.Unpack(&b)
	name := strings.TrimSpace("build " + e.Firmware + " " + b.Chip)
	if e.Kind == BuildProgress || b.Chip == "" {
		name = or(t.building(e.Firmware), name)
	}
	if e.Kind == BuildProgress {
		t.percent(name, e)
		return
	}
	t.set(name, "compiling", e.At)
	t.now[name].board = false
	t.now[name].over = e.Kind == BuildDone
}

// building returns the build that goes on, of the firmware if one is named.
func (t *Terminal) building(firmware string) string {
	for _, a := range t.current() {
		if !a.board && (firmware == "" || strings.HasPrefix(a.name, "build "+firmware+" ")) {
			return a.name
		}
	}
	return ""
}

// set makes what the present activity of a lane or build.
func (t *Terminal) set(name, what string, at time.Time) {
	a := t.now[name]
	if a == nil {
		a = &activity{name: name, board: true}
		t.now[name] = a
		t.order = append(t.order, name)
	}
	a.what, a.since, a.percent = what, at, -1
}

// percent takes in progress: a number where the tool counts, else what it says.
func (t *Terminal) percent(name string, e Event) {
	p := Progress{Percent: -1}
	_ = e.Unpack(&p)
	if t.now[name] == nil {
		t.set(name, "working", e.At)
		t.now[name].board = e.Kind == FlashProgress
	}
	a := t.now[name]
	if p.Percent >= 0 {
		a.percent = int(min(100, p.Percent))
	} else if e.Text != "" {
		a.what, a.percent = oneLine(e.Text, 60), -1
	}
}

// columns holds the widths of the columns of the trials' lines. They only grow, with the names that the plan brings.
type columns struct{ verdict, firmware, scenario, board int }

func (c *columns) widen(lane string, e Event) {
	c.board = max(c.board, min(40, len([]rune(lane))))
	c.firmware = max(c.firmware, min(40, len([]rune(e.Firmware))))
	if c.scenario = max(c.scenario, min(40, len([]rune(e.Scenario)))); e.Kind == Plan || e.Kind == TrialEnded {
		c.scenario = max(c.scenario, min(40, len([]rune(e.Text))))
	}
}
