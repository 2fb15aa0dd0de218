package match_test

import (
	"testing"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// asking are connections whose ClientHellos ask for records of so many bytes, 0 for none; -1 is one without a ClientHello.
func asking(lengths ...int) []servers.Conn {
	var conns []servers.Conn
	for i, n := range lengths {
		c := servers.Conn{Attempt: i + 1}
		if n >= 0 {
			c.Hello = &wire.ClientHello{MFLN: n}
		}
		conns = append(conns, c)
	}
	return conns
}

func TestAskForRecordsOf(t *testing.T) {
	met := func(probes, conns []servers.Conn) *harness.Result {
		return result(func(r *harness.Result) { r.Probes, r.Conns, r.Reason = probes, conns, "why" })
	}
	for name, test := range map[string]struct {
		r    *harness.Result
		want string
	}{
		"always":             {met(nil, asking(512, 512)), ""},
		"probes, too":        {met(asking(512), asking(512)), ""},
		"reset before hello": {met(nil, asking(-1, 512)), ""},
		"never":              {met(nil, asking(0)), "attempt 1 asks for no length"},
		"not at last":        {met(nil, asking(512, 0)), "attempt 2 asks for no length"},
		"another length":     {met(nil, asking(1024)), "attempt 1 asks for records of 1024 bytes"},
		"another probe":      {met(asking(1024), asking(512)), "the probe before attempt 1 asks for records of 1024"},
		"no hello at all":    {met(nil, asking(-1)), "no ClientHello came (why)"},
		"probes alone":       {met(asking(512), nil), "no ClientHello came"},
		"crashed":            {result(func(r *harness.Result) { r.Verdict, r.Reason = reports.Crashed, "boom" }), "boom"},
	} {
		t.Run(name, func(t *testing.T) { judge(t, match.AskForRecordsOf(512), test.r, test.want) })
	}
	judge(t, match.ProbeFirst(), met(asking(512, 512), asking(512, 512)), "")
	judge(t, match.ProbeFirst(), met(asking(512), asking(512, 512)), "before attempt 2 it did not")
	judge(t, match.ProbeFirst(), met(asking(512), nil), "it made no attempt (why)")
}
