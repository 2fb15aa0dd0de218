package config

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// stacks are the profiles that Benchtrial knows. Each says which checks a TLS stack is known to make; "other" claims none.
var stacks = []string{"arduino-esp32-2.x", "arduino-esp32-3.x", "arduino-esp8266-3.x", "esp-idf-5.x", stackOther}

// stackOther claims nothing of the stack, on whatever chip.
const stackOther = "other"

func defaultStack(chips []string) string {
	if len(chips) > 0 && chips[0] == "esp8266" {
		return "arduino-esp8266-3.x"
	}
	return "arduino-esp32-3.x"
}

const maxAttempts = 1000

// services are the words for the key service: what the good server is to the firmware. A test holds them against the
// services that there are.
var services = []string{"commit-status", "echo", "edge-token", "mqtt", "telemetry", "tls-check", "token", "websocket-echo"}

// Services lists them.
func Services() []string { return services }

// HostPlaceholder stands in a request's target for the name that the firmware connects to.
const HostPlaceholder = "${host}"

func (m *mapping) chips(key string) []string {
	words := m.texts(key)
	if len(words) == 0 && m.has(key) && len(m.list) == 0 {
		m.wrong(key, "names no chip; write for example chips: [esp32]")
	}
	for _, word := range words {
		m.allowed(key, word, chips)
	}
	return words
}

var (
	token   = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$") // RFC 9110, 5.6.2
	targets = regexp.MustCompile(`^(/|https?://)[\x21-\x7e]*$`)
)

func (m *mapping) request(key string) Request {
	r := m.within(key)
	r.also = map[string]string{"path": "target", "url": "target", "uri": "target", "header": "headers", "host": "host_header", "payload": "body"}
	request := Request{
		Method:     r.text("method"),
		Target:     r.text("target"),
		Version:    r.choice("version", "HTTP/1.0", "HTTP/1.1"),
		Headers:    r.headers("headers"),
		Body:       r.body("body"),
		HostHeader: r.choice("host_header", HostAsConnected, HostWithPort),
	}
	request.NeverEmpty = r.neverEmpty("never_empty", request.Body)
	if request.Method != "" && !token.MatchString(request.Method) {
		r.wrong("method", "is %s, which is no HTTP method; write for example POST", quote(request.Method))
	}
	if request.Target != "" && !targets.MatchString(request.Target) {
		r.wrong("target", "is %s; it begins with / and has no blanks, as in /oauth/token", quote(request.Target))
	}
	r.close()
	return request
}

// headers reads names and values in the order of the file.
func (m *mapping) headers(key string) []Header {
	h := m.within(key)
	var out []Header
	for _, e := range h.entries {
		name := e.key.Value
		value, written := h.written(name)
		twice := slices.ContainsFunc(out, func(o Header) bool { return strings.EqualFold(o.Name, name) })
		switch {
		case !token.MatchString(name):
			h.add(e.key.Line, h.path, "%s is no name of a header; write for example Content-Type: application/json", quote(name))
		case twice:
			h.wrong(name, "this header stands already above, in other letters; remove one of the two")
		case !written:
			// written has said what is wrong
		case value == "" || strings.ContainsAny(value, "\r\n\x00") || strings.TrimSpace(value) != value:
			h.wrong(name, "a header's value has one line, no blanks around it and is not empty")
		default:
			out = append(out, Header{name, value})
		}
	}
	return out
}

// body reads a word, or {text: "..."}.
func (m *mapping) body(key string) Body {
	if node := m.get(key); node == nil || node.Kind == yaml.ScalarNode {
		return Body{Kind: BodyKind(m.choice(key, string(BodyBench), string(BodyJSON), string(BodyForm), string(BodyNone), string(BodyAny)))}
	}
	b := m.within(key)
	text, _ := b.written("text")
	if !b.broken && text == "" {
		b.wrong("text", `is missing; write body: {text: "..."}, or none for a request without a body`)
	}
	b.close()
	return Body{Kind: BodyText, Text: text}
}

func (m *mapping) retry(key string) Retry {
	r := m.within(key)
	r.also = map[string]string{"retries": "attempts", "tries": "attempts", "count": "attempts", "pause": "spacing", "delay": "spacing", "interval": "spacing", "timeout": "handshake",
		"after": "then", "finally": "then", "restart": "then", "gives_up": "then"}
	attempts, endless := r.attempts("attempts")
	retry := Retry{
		Attempts:  attempts,
		Endless:   endless,
		Spacing:   r.duration("spacing"),
		Handshake: r.duration("handshake"),
		Resends:   r.flag("resends"),
		Restarts:  r.choice("then", thenRestart) != "",
	}
	retry.AfterLoss = r.afterLoss("after_loss", retry.Spacing)
	if retry.Restarts && retry.Attempts == 0 && !r.broken {
		r.wrong("then", "is about what it does when it has given up; write how often it tries before, as in attempts: 5")
	}
	r.close()
	return retry
}

// afterLoss reads a pause, or the word for none; left out, it is the one between two attempts.
func (m *mapping) afterLoss(key string, spacing time.Duration) time.Duration {
	switch node := m.get(key); {
	case node == nil:
		return spacing
	case node.Kind == yaml.ScalarNode && node.Value == atOnce:
		return 0
	}
	return m.duration(key)
}

// endlessly is the word for a firmware that never stops trying, thenRestart for one that restarts when it has stopped.
const (
	endlessly   = "endless"
	atOnce      = "at-once"
	thenRestart = "restart"
)

// attempts reads a number, or the word endless.
func (m *mapping) attempts(key string) (n int, endless bool) {
	if node := m.get(key); node != nil && node.Kind == yaml.ScalarNode && node.Value == endlessly {
		return 0, true
	}
	return m.whole(key, 1, maxAttempts), false
}

func (m *mapping) response(key string) Response {
	r := m.within(key)
	r.also = map[string]string{"timeout": "whole", "total": "whole"}
	response := Response{
		FirstByte: r.duration("first_byte"),
		Whole:     r.duration("whole"),
		Printed:   r.flag("printed"),
		Chunked:   r.flag("chunked"),
	}
	if response.FirstByte > 0 && response.Whole > 0 && response.Whole < response.FirstByte {
		r.wrong("whole", "is %s, less than first_byte (%s), so that first_byte could never pass; make whole the longer one", response.Whole, response.FirstByte)
	}
	r.close()
	return response
}

func (m *mapping) console(key string) Console {
	c := m.within(key)
	c.also = map[string]string{"error": "cannot_connect", "disconnected": "lost", "timeout": "gave_up", "success": "connected", "finished": "done"}
	console := Console{
		Connected:     c.printed("connected"),
		CannotConnect: c.printed("cannot_connect"),
		GaveUp:        c.printed("gave_up"),
		Done:          c.printed("done"),
		Succeeded:     c.printed("succeeded"),
		Failed:        c.printed("failed"),
		Lost:          c.printed("lost"),
		Heap:          c.heap("heap"),
		Lowest:        c.heap("lowest"),
	}
	if console.Lowest != "" && console.Heap == "" {
		c.wrong("lowest", "needs what it prints at each attempt beside it; write heap: \"heap: {n}\"")
	}
	console.distinct(c)
	c.close()
	return console
}

// printed reads what the firmware prints, which must lie within one line of the console.
func (m *mapping) printed(key string) string {
	text := m.text(key)
	if strings.ContainsAny(text, "\r\n") {
		m.wrong(key, "spans lines; write a piece of one line that the firmware prints")
		return ""
	}
	return text
}

// distinct finds a text of success within a text of failure: a console that says "Not connected" would be taken for one
// that says "connected".
func (c Console) distinct(m *mapping) {
	for _, failure := range []struct{ key, text string }{{"cannot_connect", c.CannotConnect}, {"gave_up", c.GaveUp}} {
		for _, success := range []struct{ key, text string }{{"connected", c.Connected}, {"done", c.Done}} {
			if success.text != "" && strings.Contains(failure.text, success.text) {
				m.wrong(failure.key, "contains the text of %s, so that a failure would pass for a success; write a longer text for %s",
					success.key, success.key)
			}
		}
	}
}
