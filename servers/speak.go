package servers

import (
	"github.com/benchtrial/benchtrial/servers/http1"
	"github.com/benchtrial/benchtrial/servers/mqtt"
	"github.com/benchtrial/benchtrial/servers/ws"
)

// WebSocket speaks WebSocket on a connection; the zero script is a good echo server.
func WebSocket(script ws.Script) func(*Talk) {
	return func(t *Talk) {
		switch ws.Serve(t, script) {
		case ws.EndClean:
			t.End(http1.CloseNotify)
		case ws.EndFIN:
			t.End(http1.CloseFIN)
		case ws.EndReset:
			t.End(http1.CloseRST)
		case ws.EndOpen:
			t.End(http1.KeepOpen)
		}
	}
}

// MQTT is an MQTT broker on a connection; the zero script is a good one.
func MQTT(script mqtt.Script) func(*Talk) {
	return func(t *Talk) {
		switch mqtt.Serve(t, script) {
		case mqtt.EndClean:
			t.End(http1.CloseNotify)
		case mqtt.EndFIN:
			t.End(http1.CloseFIN)
		case mqtt.EndReset:
			t.End(http1.CloseRST)
		case mqtt.EndOpen:
			t.End(http1.KeepOpen)
		}
	}
}
