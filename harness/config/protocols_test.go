package config

import (
	"strings"
	"testing"
	"time"
)

func TestContractOfAConversation(t *testing.T) {
	dir := sketch(t, map[string]string{"blink.ino": "", FirmwareFile: `chips: [esp32, esp8266]
trust: ca
pin: intermediate
service: mqtt
article: {title: How I lost a week, url: "https://example.org/week"}
retry: {attempts: endless, spacing: 2s}
clock: {wait: 30s}
mqtt: {client_id: b, keep_alive: 15s, clean: true, user: u, password: p, will: a/w, will_payload: gone, publishes: a/b, payload: hello,
  retain: false, qos: 1, nothing_else: true, subscribes: "a/#", printed: true}
console: {succeeded: "yes", failed: "no", lost: "gone"}
`})
	got, err := ReadFirmware(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got.Pin != PinIntermediate || !got.Retry.Endless || got.Retry.Attempts != 0 || got.Clock.Wait != 30*time.Second {
		t.Errorf("pin %q, retry %+v, clock %+v", got.Pin, got.Retry, got.Clock)
	}
	if want := (MQTT{"b", 15 * time.Second, PromisedSo, "u", "p", "a/w", "gone", "a/b", "hello", PromisedNot, "1", true, "a/#", true}); got.MQTT != want || !want.Promised() {
		t.Errorf("mqtt: got %+v", got.MQTT)
	}
	if want := (Article{"How I lost a week", "https://example.org/week"}); got.Article != want {
		t.Errorf("article: got %+v", got.Article)
	}
	if got.Retry.AfterLoss != 2*time.Second {
		t.Errorf("after a loss it pauses %v, as ever", got.Retry.AfterLoss)
	}
	if c := got.Console; c.Succeeded != "yes" || c.Failed != "no" || c.Lost != "gone" {
		t.Errorf("console: got %+v", c)
	}
	if got.StackOn("esp32") != "arduino-esp32-3.x" || got.StackOn("esp8266") != "arduino-esp8266-3.x" {
		t.Errorf("stacks: %q and %q", got.StackOn("esp32"), got.StackOn("esp8266"))
	}
}

func TestContractOfAWebSocket(t *testing.T) {
	got, err := ReadFirmware(sketch(t, map[string]string{"blink.ino": "", FirmwareFile: `chips: [esp32, esp8266]
stack: other
service: websocket-echo
retry: {attempts: endless, spacing: 2s, after_loss: at-once}
secrets: [abc-123]
websocket: {subprotocol: arduino, says: "Hi", nothing_else: true, printed: true, ping: 15s}
`}))
	if err != nil {
		t.Fatal(err)
	}
	if want := (WebSocket{"arduino", "Hi", true, true, 15 * time.Second}); got.WebSocket != want || !want.Promised() {
		t.Errorf("websocket: got %+v", got.WebSocket)
	}
	if len(got.Secrets) != 1 || got.Secrets[0] != "abc-123" {
		t.Errorf("secrets: %q", got.Secrets)
	}
	if got.Retry.AfterLoss != 0 || got.Retry.Spacing != 2*time.Second {
		t.Errorf("after a loss it pauses %v, otherwise %v", got.Retry.AfterLoss, got.Retry.Spacing)
	}
	if a, b := got.StackOn("esp32"), got.StackOn("esp8266"); a != "other" || b != "other" {
		t.Errorf("stacks of whom nothing is known: %q and %q", a, b)
	}
}

func TestFaultsOfAConversation(t *testing.T) {
	for text, want := range map[string]string{
		"trust: fingerprint\npin: root\n":             "pin: says which CA is pinned",
		"service: echo\nmqtt: {client_id: b}\n":       "mqtt: is about firmware that talks to a broker, and the service is echo",
		"websocket: {says: b}\n":                      "websocket: is about firmware that opens a WebSocket, and the service is not named",
		"service: mqtt\nrequest: {method: GET}\n":     "request: is about HTTP, and the service is mqtt",
		"service: mqtt\nresponse: {whole: 3s}\n":      "response: is about HTTP",
		"stack: arduino-esp8266-3.x\n":                "stack: is arduino-esp8266-3.x, which does not run on the esp32; write arduino-esp32-3.x",
		"retry: {attempts: endless, then: restart}\n": "retry.then: is about what it does when it has given up",
		"retry: {then: restart}\n":                    "retry.then: is about what it does",
		"retry: {attempts: 2, then: reboot}\n":        "retry.then: is \"reboot\", must be one of restart",
		"secrets: [abc]\n":                            "secrets: \"abc\" is shorter than 6",
		"secrets: [\"${body}\"]\n":                    "secrets: names ${body}, and the contract does not say",
		"retry: {after_loss: soon}\n":                 "retry.after_loss: is \"soon\", which is no time",
		"retry: {attempts: 2, restart: true}\n":       "did you mean \"then\"?",
		"behind_edge: true\n":                         "behind_edge: needs the service",
		"retry: {attempts: forever}\n":                "retry.attempts: wants a whole number",
		"mqtt: {payload: x}\n":                        "mqtt.payload: needs the topic",
		"mqtt: {retain: true}\n":                      "mqtt.retain: is about the message",
		"mqtt: {qos: 3, publishes: x}\n":              "mqtt.qos: ",
		"mqtt: {clean: maybe}\n":                      "mqtt.clean: wants true or false",
		"mqtt: {password: x}\n":                       "mqtt.password: needs the user name",
		"mqtt: {will_payload: x}\n":                   "mqtt.will_payload: needs the topic",
		"mqtt: {username: x}\n":                       "did you mean \"user\"?",
		"websocket: {nothing_else: true}\n":           "websocket.nothing_else: needs the message",
		"article: {url: example.org, title: x}\n":     "article.url: is \"example.org\", which is no web address",
		"article: {url: \"https://example.org\"}\n":   "article.title: is missing",
		"websocket: {protocol: x}\n":                  "did you mean \"subprotocol\"?",
		"clock: {limit: 3s}\n":                        "did you mean \"wait\"?",
	} {
		_, err := ReadFirmware(sketch(t, map[string]string{"blink.ino": "", FirmwareFile: "chips: [esp32]\n" + text}))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

func TestKnownFailureExceptions(t *testing.T) {
	k := KnownFailure{Spec: "fw / trust / *", Except: []string{"* / expired *", "* / wrong.host *"}}
	for spec, want := range map[string]bool{
		"fw / trust / self-signed is refused": true,
		"fw / trust / expired is refused":     false,
		"fw / trust / wrong.host is refused":  false,
		"fw / reply / expired is read":        false,
	} {
		if k.Matches(spec) != want {
			t.Errorf("%q: got %t", spec, !want)
		}
	}
}

// A key that is left out promises nothing, which is another thing than false.
func TestWhatIsLeftOut(t *testing.T) {
	got, err := ReadFirmware(sketch(t, map[string]string{"blink.ino": "", FirmwareFile: "chips: [esp32]\nservice: mqtt\nmqtt: {client_id: b, publishes: x}\n"}))
	if err != nil {
		t.Fatal(err)
	}
	if q := got.MQTT; q.Clean != Unstated || q.Retain != Unstated || q.QoS != "" {
		t.Errorf("got %+v", q)
	}
	for p, want := range map[Promise][2]bool{Unstated: {false, false}, PromisedNot: {false, true}, PromisedSo: {true, false}} {
		if got := [2]bool{p.BrokenBy(false), p.BrokenBy(true)}; got != want {
			t.Errorf("%d: broken by false, by true: %v", p, got)
		}
	}
}
