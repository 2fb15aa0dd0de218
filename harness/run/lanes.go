package run

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/reports"
)

// silentLimit is how long a lane may write no event before it is taken for dead, wall clock. A trial on hardware may
// be quiet for minutes while a handshake hangs.
const silentLimit = 45 * time.Minute

// laneArgs are what the compiled specs are started with. The limits of Go's testing package end a run without a
// report, so they are off; Ginkgo's colours do not look at where they go.
func laneArgs() []string {
	return []string{
		"-test.timeout=0", "-test.count=1", "-test.run=^TestSpecs$",
		"-ginkgo.no-color", "-ginkgo.fail-on-empty=false", "-ginkgo.grace-period=3s", "-ginkgo.timeout=24h",
	}
}

// laneEnv is what a lane's environment has besides this process's. Lanes are many and short-lived: memory is cheaper for
// them than the collector's time, unless somebody said otherwise.
func laneEnv(file, psk string) []string {
	env := []string{harness.LaneVar + "=" + file, harness.PSKVar + "=" + psk}
	if os.Getenv("GOGC") == "" {
		env = append(env, "GOGC=400")
	}
	return env
}

// sideBySide is how many simulated boards run at the same time: more would keep each other waiting on a small machine.
// Where there are more, those with the most to do begin, so that what is left for the end is short. Boards of hardware wait
// for themselves, not for this machine, and all run at once.
const sideBySide = 20

// runLanes runs the lanes side by side, in their order, until all have ended or ctx does. Every event of theirs goes to emit.
func runLanes(ctx context.Context, program, dir string, all []*harness.Lane, hush discretion, emit func(reports.Event)) error {
	var wait sync.WaitGroup
	failed := make(chan error, len(all))
	turns := make(chan struct{}, sideBySide)
	begin := func(lane *harness.Lane, end func()) {
		wait.Go(func() {
			defer end()
			if ctx.Err() != nil {
				return // what it was to try is missed, and told
			}
			if err := runLane(ctx, program, dir, lane, hush, emit); err != nil {
				failed <- err
			}
		})
	}
	var simulated []*harness.Lane
	for _, lane := range all {
		if lane.Board.Simulated {
			simulated = append(simulated, lane)
		} else {
			begin(lane, func() {})
		}
	}
	for _, lane := range simulated {
		turns <- struct{}{}
		begin(lane, func() { <-turns })
	}
	wait.Wait()
	close(failed)
	return <-failed
}

func runLane(ctx context.Context, program, dir string, lane *harness.Lane, hush discretion, emit func(reports.Event)) error {
	name := lane.Board.Name
	file := filepath.Join(dir, name+".json")
	if err := lane.Write(file); err != nil {
		return err
	}
	out, err := os.Create(filepath.Join(dir, name+".log"))
	if err != nil {
		return fmt.Errorf("starting the lane of %s: %w", name, err)
	}
	defer out.Close()
	words := hush.redact.Writer(out) // a failure shows what the board printed
	p, err := startProcess(program, laneArgs(), laneEnv(file, hush.psk), words)
	if err != nil {
		return err
	}
	emit(reports.Event{Kind: reports.LaneBegan, Source: fromRunner, Lane: name, Board: name, Data: reports.Pack(reports.LaneInfo{
		Chip: lane.Board.Chip, Port: lane.Board.Port, MAC: lane.Board.MAC, Labels: lane.Board.Labels,
		Simulated: lane.Board.Simulated, ClockRate: lane.Board.ClockRate, PID: p.cmd.Process.Pid,
	})})
	quit := context.AfterFunc(ctx, p.stop)
	defer quit()
	reason := follow(p, name, emit)
	<-p.ended
	_ = words.Close() // what cannot be written to the log has nowhere else to go
	emit(reports.Event{Kind: reports.LaneEnded, Source: fromRunner, Lane: name, Board: name, Data: reports.Pack(laneEnd(p, reason, out.Name()))})
	return nil
}

// follow passes a lane's events on until it closed them. It returns why the lane was killed, if it was.
func follow(p *process, lane string, emit func(reports.Event)) string {
	var killed atomic.Value
	watchdog := time.AfterFunc(silentLimit, func() {
		killed.Store(fmt.Sprintf("it wrote no event for %v and was killed", silentLimit))
		p.stop()
	})
	defer watchdog.Stop()
	err := p.each(func(e reports.Event) {
		watchdog.Reset(silentLimit)
		e.Lane = lane
		emit(e)
	})
	if err != nil {
		return err.Error()
	}
	reason, _ := killed.Load().(string)
	return reason
}

func laneEnd(p *process, reason, log string) reports.LaneEnd {
	end := reports.LaneEnd{Exit: p.cmd.ProcessState.ExitCode(), Reason: reason}
	// Ginkgo exits with 1 when a spec failed, which the events tell already. Anything else is worth its last words.
	if end.Exit > 1 || end.Exit < 0 {
		words := lastLines(log, 20)
		end.Reason = strings.TrimSpace(reason + "\n" + p.cmd.ProcessState.String() + "\n" + words)
	}
	return end
}

func lastLines(file string, n int) string {
	raw, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// fromRunner is the source of the runner's own events.
const fromRunner = "runner"
