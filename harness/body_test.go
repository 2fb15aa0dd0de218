package harness

import (
	"testing"

	"github.com/benchtrial/benchtrial/boards/console"
	"github.com/benchtrial/benchtrial/servers"
)

func TestUnansweredQuestionForTheBody(t *testing.T) {
	const question, taken = "[bench] body?", "[bench] body ok 54"
	for name, c := range map[string]struct {
		body  Body
		lines []string
		sent  string
		want  bool
	}{
		"answered":                    {BodyAwkward, []string{question, taken}, "POST", false},
		"late":                        {BodyAwkward, []string{question, "Connected!"}, "POST", true},
		"late the second time":        {BodyAwkward, []string{question, taken, question}, "POST", true},
		"never asked":                 {BodyAwkward, []string{"Connected!"}, "POST", false},
		"nothing sent":                {BodyAwkward, []string{question}, "", false},
		"its own body, which is this": {BodyDefault, []string{question}, "POST", false},
	} {
		e := Evidence{Body: c.body, Conns: []servers.Conn{{Request: []byte(c.sent)}}}
		for _, text := range c.lines {
			e.Lines = append(e.Lines, console.Line{Text: text})
		}
		if got := e.unanswered(); (got != "") != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
