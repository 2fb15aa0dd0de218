package match_test

import (
	"crypto/tls"
	"slices"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/boards/console"
	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// heaped is a trial in which witnesses saw the heap so.
func heaped(scenario servers.Scenario, series ...harness.HeapSeries) *harness.Result {
	return result(func(r *harness.Result) { r.Scenario, r.Heap = scenario, series })
}

// exact is what a simulated board says.
func exact(free ...int) harness.HeapSeries {
	return harness.HeapSeries{Witness: "the simulated board", Exact: true, Free: free}
}

// onSilicon is what a firmware prints on a chip.
func onSilicon(free ...int) harness.HeapSeries {
	return harness.HeapSeries{Witness: "the console", Free: free}
}

// falling begins at 200000 and loses so many bytes after every so many attempts.
func falling(attempts, loss, every int) []int {
	var free []int
	for i := range attempts {
		free = append(free, 200000-i/every*loss)
	}
	return free
}

// noisy adds what Wi-Fi takes and gives back, up to amplitude, in an order without a trend.
func noisy(free []int, amplitude int) []int {
	out := slices.Clone(free)
	for i := range out {
		out[i] -= i * 7919 % 13 * amplitude / 13
	}
	return out
}

func TestLoseNoHeap(t *testing.T) {
	same, mixed := servers.Scenario{Name: "untrusted-root"}, harness.MixedFailures(100)
	once := append([]int{230000, 201000}, falling(10, 0, 1)...)
	printed := result(func(r *harness.Result) {
		fw := *promised
		fw.Console.Heap = "heap {n}"
		r.Firmware, r.Heap = &fw, []harness.HeapSeries{exact(falling(12, 0, 1)...), onSilicon()}
	})
	for name, test := range map[string]struct {
		r    *harness.Result
		want string
	}{
		"nobody looks":                        {heaped(same), "nobody saw its heap"},
		"crashed":                             {result(func(r *harness.Result) { r.Verdict, r.Reason = reports.Crashed, "boom" }), "boom"},
		"promised, and not printed":           {printed, `it never printed "heap {n}"`},
		"seen once":                           {heaped(same, exact(200000)), "too seldom"},
		"level":                               {heaped(same, exact(falling(12, 0, 1)...)), ""},
		"allocated once":                      {heaped(same, exact(once...)), ""},
		"a leak at each attempt":              {heaped(same, exact(falling(12, 16, 1)...)), "16 bytes each"},
		"a leak at each attempt, printed":     {heaped(same, onSilicon(falling(12, 100, 1)...)), "100 bytes each (so the console saw it"},
		"three attempts":                      {heaped(same, exact(200000, 199000, 198800)), ""},
		"three attempts that lose 2 KB each":  {heaped(same, exact(200000, 198000, 196000)), "2000 bytes each"},
		"given back late":                     {heaped(same, exact(200000, 199000, 198000, 197000, 196000, 195000, 200000)), ""},
		"noise":                               {heaped(same, onSilicon(noisy(falling(100, 0, 1), 4000)...)), ""},
		"noise over few attempts":             {heaped(same, onSilicon(noisy(falling(12, 0, 1), 700)...)), ""},
		"a leak in the noise":                 {heaped(same, onSilicon(noisy(falling(100, 100, 1), 4000)...)), "its free heap sank"},
		"one kind of four leaks":              {heaped(mixed, exact(falling(100, 24, 4)...)), "its free heap sank"},
		"one kind of four leaks much, seldom": {heaped(mixed, exact(falling(12, 1500, 4)...)), "its free heap sank"},
		"level in the eyes of one witness":    {heaped(same, exact(falling(12, 0, 1)...), onSilicon(falling(12, 500, 1)...)), "so the console saw it"},
	} {
		t.Run(name, func(t *testing.T) { judge(t, match.LoseNoHeap(), test.r, test.want) })
	}
}

func TestStartOnce(t *testing.T) {
	booted := func(n int) *harness.Result {
		return result(func(r *harness.Result) { r.Boots = slices.Repeat([]console.Boot{{CauseName: "SW_CPU_RESET"}}, n) })
	}
	judge(t, match.StartOnce(), booted(1), "")
	judge(t, match.StartOnce(), booted(2), "started 2 times, the last time after SW_CPU_RESET")
	judge(t, match.StartOnce(), result(func(r *harness.Result) { r.Verdict, r.Reason = reports.Crashed, "a boot loop" }), "a boot loop")
}

func TestBearLowHeap(t *testing.T) {
	failed := []string{"Can't connect", "Giving up."}
	ended := func(end harness.End, lines ...string) *harness.Result {
		r := says(lines...)
		r.End, r.Verdict = end, reports.Refused
		return r
	}
	sent := ended(harness.EndGaveUp, failed...)
	sent.Conns = []servers.Conn{{AppBytes: 5}}
	for name, test := range map[string]struct {
		r    *harness.Result
		want string
	}{
		"reported":               {ended(harness.EndGaveUp, failed...), ""},
		"crashed":                {result(func(r *harness.Result) { r.Verdict, r.Reason = reports.Crashed, "abort()" }), "abort()"},
		"claims a connection":    {ended(harness.EndDone, append(failed, "Connected!")...), `it says "Connected!"`},
		"sends something":        {sent, "5 bytes of application data"},
		"hangs":                  {ended(harness.EndStuck, failed...), "it hung"},
		"says nothing":           {ended(harness.EndQuiet, "hello"), `never says "Can't connect"`},
		"stops without a word":   {ended(harness.EndQuiet, failed[0]), `never says "Giving up."`},
		"tries more than it may": {ended(harness.EndTooMany, failed...), "more often"},
	} {
		t.Run(name, func(t *testing.T) { judge(t, match.BearLowHeap(), test.r, test.want) })
	}
}

// aborted is an interruption as it should be; change spoils it.
func aborted(change func(*harness.Interruption)) harness.Interruption {
	one := harness.Interruption{Stage: "after its ClientHello", Reached: true, Boots: 1,
		Boot: console.Boot{CauseName: "POWERON_RESET", Class: console.ResetPowerOn}, Conns: []servers.Conn{{Attempt: 1}}}
	if change != nil {
		change(&one)
	}
	return one
}

func TestOutliveResets(t *testing.T) {
	after := func(verdict reports.Verdict, all ...harness.Interruption) *harness.Result {
		return result(func(r *harness.Result) {
			r.Interrupted, r.Verdict, r.Reason = all, verdict, "so it was seen"
			r.Boots = []console.Boot{{CauseName: "POWERON_RESET", Class: console.ResetPowerOn}}
		})
	}
	odd := after(reports.Accepted, aborted(nil))
	odd.Boots[0] = console.Boot{CauseName: "TG1WDT_SYS_RESET", Class: console.ResetWatchdog}
	for name, test := range map[string]struct {
		r    *harness.Result
		want string
	}{
		"sound":            {after(reports.Accepted, aborted(nil), aborted(nil)), ""},
		"never reset":      {after(reports.Accepted), "never reset"},
		"does not recover": {after(reports.Hung, aborted(nil)), "the boot after 1 resets was judged hung: so it was seen"},
		"another cause":    {odd, "another cause: TG1WDT_SYS_RESET"},
		"never tries": {after(reports.Accepted, aborted(func(i *harness.Interruption) { i.Reached, i.Conns = false, nil })),
			"reset 1, after its ClientHello: the handshake never came as far (0 times)"},
		"sends too early": {after(reports.Accepted, aborted(nil), aborted(func(i *harness.Interruption) { i.Conns[0].AppBytes = 9 })),
			"reset 2, after its ClientHello: 9 bytes had left it"},
		"believes too early": {after(reports.Accepted, aborted(func(i *harness.Interruption) { i.Conns[0].Handshake.Done = true })),
			"a handshake was completed"},
		"crashes": {after(reports.Accepted, aborted(func(i *harness.Interruption) { i.Crashes = []console.Crash{{Reason: "abort()"}} })),
			"it had crashed: abort()"},
		"restarts": {after(reports.Accepted, aborted(func(i *harness.Interruption) { i.Boots = 3 })), "it had started 3 times"},
	} {
		t.Run(name, func(t *testing.T) { judge(t, match.OutliveResets(), test.r, test.want) })
	}
}

func TestBeatWithin(t *testing.T) {
	beats := func(end time.Duration, at ...time.Duration) *harness.Result {
		return result(func(r *harness.Result) {
			r.Firmware = &config.Firmware{Name: "sketch", Heartbeat: config.Heartbeat{Says: "alive", Within: 10 * time.Second}}
			r.Began, r.Ended = began, began.Add(end)
			for _, d := range at {
				r.Lines = append(r.Lines, console.Line{At: began.Add(d), Text: "alive"})
			}
		})
	}
	const s = time.Second
	judge(t, match.BeatWithin(10*s), beats(20*s, 5*s, 14*s), "")
	judge(t, match.BeatWithin(10*s), beats(30*s, 5*s, 25*s), `20s passed without "alive"`)
	judge(t, match.BeatWithin(10*s), beats(60*s, 5*s, 14*s), `46s passed without "alive"`)
	judge(t, match.BeatWithin(10*s), beats(20*s), `it never says "alive"`)
	judge(t, match.BeatWithin(10*s), result(func(r *harness.Result) { r.Verdict, r.Reason = reports.Crashed, "boom" }), "boom")

	// One long pause of several can be the bench's own; most of them cannot.
	lagging := beats(60*s, 5*s, 14*s, 26*s, 34*s, 43*s, 52*s)
	lagging.Lag = 2 * s
	judge(t, match.BeatWithin(10*s), lagging, "")
	lagging = beats(90*s, 5*s, 20*s, 35*s, 50*s, 65*s, 80*s)
	lagging.Lag = 6 * s
	judge(t, match.BeatWithin(10*s), lagging, "15s passed without")

	// A second of a stalled handshake is a hundred of the board's.
	stalled := beats(20*s, 5*s, 14*s)
	stalled.Stalled = 100
	stalled.Conns = []servers.Conn{{Attempt: 1, Opened: began.Add(8 * s), Closed: began.Add(9 * s)}}
	judge(t, match.BeatWithin(10*s), stalled, `1m48s passed without "alive"`)

	// A trial that was too short for a beat says nothing; one that was long by the board's clock does.
	judge(t, match.BeatWithin(10*s), beats(9*s), "")
	stalled = beats(9 * s)
	stalled.Stalled = 100
	stalled.Conns = []servers.Conn{{Attempt: 1, Opened: began.Add(2 * s), Closed: began.Add(3 * s)}}
	judge(t, match.BeatWithin(10*s), stalled, `it never says "alive"`)
}

func TestTellTheTime(t *testing.T) {
	hello := func(clock time.Time) []byte {
		b := hello(t, nil)
		at := 5 + 4 + 2 // record header, handshake header, version
		unix := clock.Unix()
		copy(b[at:], []byte{byte(unix >> 24), byte(unix >> 16), byte(unix >> 8), byte(unix)})
		return b
	}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	shows := func(clock time.Time) *harness.Result {
		return result(func(r *harness.Result) {
			r.Rate, r.Began = 20, now.Add(-time.Second)
			r.Conns = []servers.Conn{{Attempt: 1, Opened: now, Hello: &wire.ClientHello{Version: tls.VersionTLS12},
				Segments: []wire.Segment{{At: now, FromClient: true, Bytes: hello(clock)}}}}
		})
	}
	judge(t, match.TellTheTime("x"), shows(now), "")
	judge(t, match.TellTheTime("x"), shows(now.Add(20*time.Second)), "")
	judge(t, match.TellTheTime("x"), shows(now.Add(time.Minute)), "attempt 1 says that it is 2026-03-01 12:01:00")
	judge(t, match.TellTheTime("x"), shows(time.Unix(12, 0)), "says that it is 1970-01-01 00:00:12")
	judge(t, match.TellTheTime("x"), result(func(*harness.Result) {}), "no ClientHello came")
}

// A trial that was over before the first heartbeat was due shows nothing; a heartbeat in the middle of a reply is no part of it.
func TestHeartbeatsThatAreRare(t *testing.T) {
	beating := func(lived time.Duration, lines ...string) *harness.Result {
		r := says(lines...)
		fw := *promised
		fw.Heartbeat = config.Heartbeat{Says: "alive", Within: 40 * time.Second}
		r.Firmware, r.Began, r.Ended = &fw, time.Unix(100, 0), time.Unix(100, 0).Add(lived)
		r.Conns = []servers.Conn{{Attempt: 1, Request: []byte("GET"), ReplyBody: "one two three"}}
		return r
	}
	judge(t, match.PrintTheReply(), beating(time.Second, "one two", "alive", " three", "Done!"), "shows the first 7")
	split := beating(time.Second)
	split.Text = []byte("one talive\r\nwo three\r\nDone!")
	judge(t, match.PrintTheReply(), split, "")
	judge(t, match.BeatWithin(40*time.Second), beating(time.Second, "boot"), "")
	judge(t, match.BeatWithin(40*time.Second), beating(time.Minute, "boot"), `never says "alive"`)
}

func TestKeepHeapFree(t *testing.T) {
	lowest := func(bytes int) harness.HeapSeries {
		return harness.HeapSeries{Witness: "the simulated board", Exact: true, Given: 49152, Lowest: bytes}
	}
	prints := func(r *harness.Result, bytes int) *harness.Result {
		fw := *promised
		fw.Console.Lowest = "low {n}"
		r.Firmware, r.Heap = &fw, append(r.Heap, harness.HeapSeries{Witness: "the console", Lowest: bytes})
		return r
	}
	valid := servers.Scenario{Name: "valid"}
	for name, test := range map[string]struct {
		r    *harness.Result
		want string
	}{
		"kept":                {heaped(valid, lowest(12000)), ""},
		"not kept":            {heaped(valid, lowest(11999)), "only 11999 bytes were free at the lowest of the 49152 that it started with, so the simulated board saw it"},
		"nobody looks":        {heaped(valid, exact(1, 2, 3)), "nobody saw its heap"},
		"crashed":             {result(func(r *harness.Result) { r.Verdict, r.Reason = reports.Crashed, "boom" }), "boom"},
		"printed":             {prints(heaped(valid), 12000), ""},
		"printed, not kept":   {prints(heaped(valid, lowest(12000)), 400), "only 400 bytes were free at the lowest, so the console saw it"},
		"promised, unprinted": {prints(heaped(valid, lowest(12000)), 0), `it never printed "low {n}"`},
	} {
		t.Run(name, func(t *testing.T) { judge(t, match.KeepHeapFree(12000), test.r, test.want) })
	}
}

// Where two connections share the heap it goes up and down; what is lost each time is lost.
func TestLoseNoHeapEachTime(t *testing.T) {
	seen := func(free ...int) *harness.Result {
		return result(func(r *harness.Result) {
			r.Heap = []harness.HeapSeries{{Witness: "the board", Exact: true, Free: free}}
		})
	}
	judge(t, match.LoseNoHeapEachTime(), seen(306984, 306984, 225568, 306984, 306984, 225568), "")
	judge(t, match.LoseNoHeapEachTime(), seen(265960, 262852, 259836, 256820, 253804, 250788), "its free heap sank from 262852 to 250788")
	judge(t, match.LoseNoHeapEachTime(), seen(265960, 265960, 265960, 265960), "")
	judge(t, match.LoseNoHeapEachTime(), seen(265960), "")
}
