package config

import (
	"slices"
	"strings"
)

// The services that do not answer requests of HTTP; a test holds them against the services that there are.
const (
	serviceMQTT      = "mqtt"
	serviceWebSocket = "websocket-echo"
)

// fit finds what is promised of something that this firmware has not, and what would never be judged.
func (m *mapping) fit(fw *Firmware) {
	if m.has("mqtt") && fw.Service != serviceMQTT {
		m.wrong("mqtt", "is about firmware that talks to a broker, and the service is %s; write service: %s, or remove it", orNone(fw.Service), serviceMQTT)
	}
	if m.has("websocket") && fw.Service != serviceWebSocket {
		m.wrong("websocket", "is about firmware that opens a WebSocket, and the service is %s; write service: %s, or remove it", orNone(fw.Service), serviceWebSocket)
	}
	for _, key := range []string{"request", "response"} {
		if fw.Service == serviceMQTT && m.has(key) {
			m.wrong(key, "is about HTTP, and the service is mqtt; write mqtt: with what it promises as a client of a broker")
		}
	}
	runs := func(chip string) bool { return strings.Contains(fw.Stack, "esp8266") == (chip == "esp8266") }
	if m.has("stack") && len(fw.Chips) > 0 && fw.Stack != stackOther && !slices.ContainsFunc(fw.Chips, runs) {
		m.wrong("stack", "is %s, which does not run on the %s; write %s, or remove it", fw.Stack, fw.Chips[0], defaultStack(fw.Chips))
	}
}

func orNone(service string) string {
	if service == "" {
		return "not named"
	}
	return service
}
