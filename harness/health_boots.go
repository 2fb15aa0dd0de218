package harness

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// A board that starts again and again by itself is watched for a while, so that a loop is told from a single restart: so
// many boots are a loop, in board time it may take so long.
const (
	loopBoots = 3
	loopLook  = 8 * time.Second
)

// awaitLoop watches a board that has restarted or crashed until it has started often enough to be called a loop, or runs.
func (b *Bench) awaitLoop(ctx context.Context, t *trial) {
	ctx, cancel := context.WithTimeout(ctx, b.wall(loopLook, t.rate)+wallSlack/10)
	defer cancel()
	console := b.board.Console()
	for {
		changed := console.Changed()
		if len(console.Boots(t.from)) > loopBoots || console.Lost() != nil {
			return // a port that is lost shows itself to whoever uses it next
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

// bootLoop describes the loop that the board is in; "" when it is in none. The first boot is the one that was asked for.
func (e Evidence) bootLoop() string {
	if len(e.Boots) < loopBoots {
		return ""
	}
	span := e.Boots[len(e.Boots)-1].At.Sub(e.Boots[0].At)
	var causes []string
	count := map[string]int{}
	for _, boot := range e.Boots[1:] {
		cause := causeOf(boot)
		if count[cause]++; count[cause] == 1 {
			causes = append(causes, cause)
		}
	}
	for i, cause := range causes {
		causes[i] = fmt.Sprintf("%d x %s", count[cause], cause)
	}
	why := ""
	if len(e.Crashes) > 0 {
		why = "; the first crash: " + e.Crashes[0].Reason
	}
	return fmt.Sprintf("the board restarted by itself in a boot loop: it started %d times within %v (board time), after %s%s",
		len(e.Boots), e.Board(span).Round(10*time.Millisecond), strings.Join(causes, ", "), why)
}
