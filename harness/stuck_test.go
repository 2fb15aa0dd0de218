package harness_test

import (
	"strings"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/boards/console"
	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/servers"
)

func TestStuckNamesTheConnectionThatWasKept(t *testing.T) {
	at := time.Unix(100, 0)
	shaken := servers.Handshake{Done: true}
	open := servers.Conn{Attempt: 1, Opened: at, Handshake: shaken, Request: []byte("GET")}
	done := open
	done.Closed = at.Add(time.Second)
	second := servers.Conn{Attempt: 2, Opened: at.Add(2 * time.Second), Handshake: shaken}
	unused := servers.Conn{Attempt: 1, Opened: at, Handshake: shaken}
	next := servers.Conn{Attempt: 2, Opened: at.Add(time.Second), Closed: at.Add(2 * time.Second), Handshake: shaken, Request: []byte("GET")}
	over := open
	over.ServerEnd = at.Add(time.Second)
	for name, test := range map[string]struct {
		says  string
		end   harness.End
		conns []servers.Conn
		want  string
	}{
		"second beside the first": {"Done!", harness.EndStuck, []servers.Conn{open, second}, "a second connection was opened while the first was still open (attempt 2 beside attempt 1)"},
		"second after the first":  {"Done!", harness.EndStuck, []servers.Conn{done, second}, "a second connection was opened after the first was done"},
		"first without use":       {"Done!", harness.EndStuck, []servers.Conn{unused, next}, "the connection of attempt 1 carried nothing, was never closed"},
		"done, and not closed":    {"Done!", harness.EndDeadline, []servers.Conn{open}, `the console says "Done!", but the connection of attempt 1 was never closed`},
		"not done":                {"", harness.EndStuck, []servers.Conn{open}, "the firmware was stuck on an open connection"},
		"the server ended it":     {"Done!", harness.EndDeadline, []servers.Conn{over}, "the trial's deadline passed"},
		"it ended well":           {"Done!", harness.EndDone, []servers.Conn{open}, "the firmware was done"},
	} {
		t.Run(name, func(t *testing.T) {
			e := harness.Evidence{Firmware: &config.Firmware{Console: config.Console{Done: "Done!"}}, End: test.end, Conns: test.conns, Lines: []console.Line{{Text: test.says}}}
			if got := e.Stuck(); !strings.HasPrefix(got, test.want) {
				t.Errorf("%q, wanted %q", got, test.want)
			}
		})
	}
}
