package run

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/servers"
)

// What a trial on a simulated board is taken to cost, in wall time, as long as it was never run here. The figures are
// those of a machine with two cores; only what they are to each other matters.
const (
	guessedTrial   = 250 * time.Millisecond  // reset, boot, Wi-Fi, and the quiet at the end
	guessedAttempt = 20 * time.Millisecond   // a handshake
	guessedStall   = 150 * time.Millisecond  // a handshake that the server leaves open
	guessedSettled = 350 * time.Millisecond  // what a firmware that never ends is watched for on a good connection
	guessedSilence = 2500 * time.Millisecond // and on one whose server says no more
	guessedRate    = 20                      // board seconds in a second
	guessedLooks   = 3                       // attempts of a firmware that never stops trying
)

// guess is what a trial of the firmware will cost, by what its contract says of its waits and the scenario of its attempts.
func guess(fw *config.Firmware, trial string) time.Duration {
	name, _, _ := strings.Cut(trial, "+")
	sc, known := servers.Lookup(name)
	each := guessedAttempt + fw.Retry.Spacing/guessedRate
	attempts := time.Duration(fw.Retry.Attempts)
	if fw.Retry.Endless {
		attempts = guessedLooks
	}
	cost := guessedTrial + sc.Watch/guessedRate
	switch {
	case !known && fw.Retry.Endless: // a trial of the bench's own, which may be about many connections
		return cost + each*max(attempts, connectionsIn(name))
	case sc.Stalls, sc.Drips, sc.Vanished:
		return cost + attempts*(each+guessedStall)
	case !known, fails(sc):
		return cost + attempts*each
	case !fw.Retry.Endless:
		return cost + each
	case sc.Silent, sc.ReplyBroken:
		return cost + guessedSilence
	}
	return cost + guessedSettled
}

// fails tells whether the firmware is likely to make all of its attempts. Most of the catalogue's deviations that only the
// full suite tries are such that some stack refuses them.
func fails(sc servers.Scenario) bool {
	return sc.Refuse || sc.Fails || sc.Closed || sc.Full && (sc.Group == servers.GroupChain || sc.Group == servers.GroupHandshake)
}

var endingNumber = regexp.MustCompile(`-(\d{1,4})$`)

// connectionsIn is the number at the end of a scenario's name: good-connections-100.
func connectionsIn(name string) time.Duration {
	m := endingNumber.FindStringSubmatch(name)
	if m == nil {
		return 1
	}
	n, _ := strconv.Atoi(m[1]) // digits, few enough for an int
	return time.Duration(n)
}
