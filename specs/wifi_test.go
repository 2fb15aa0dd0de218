package specs

import (
	"strings"
	"time"

	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
)

// What a board needs, in board time, to be on the network again once there is one: to look for it, to join it.
const rejoining = 2 * time.Second

// wifiLost: a firmware that loses its Wi-Fi lives, claims nothing, ends within its limits, and does its work where its
// retries reach beyond the loss.
func wifiLost(s *subject) {
	for _, sc := range s.chosen(servers.GroupWiFi) {
		name := strings.TrimPrefix(sc.Name, "wifi-")
		s.spec(sc, name+": the firmware neither crashes nor restarts", func(r *harness.Result) {
			Expect(r).To(match.LiveOn())
		})
		s.spec(sc, name+": nothing is claimed that did not happen", func(r *harness.Result) {
			Expect(r).To(match.ClaimNothingElse())
		})
		if s.endsWithoutWiFi(sc) {
			s.spec(sc, name+": the firmware comes to an end", func(r *harness.Result) {
				Expect(r).To(match.ComeToAnEnd())
			})
		}
		if sc.Air.When >= servers.InRequest && onceOnly[s.Firmware.Request.Method] && s.Firmware.Retry.Attempts > 0 {
			s.spec(sc, name+": the request is not sent twice", func(r *harness.Result) {
				Expect(r).To(match.SendOnceAtMost())
			})
		}
		if sc.Air.Back > 0 {
			s.wifiBack(sc, name)
		}
	}
}

// onceOnly are the methods of requests that do something each time (RFC 9110, 9.2.2: what is not idempotent).
var onceOnly = set("POST", "PATCH")

// wifiBack: the Wi-Fi is there again, and something is promised of what the firmware does then.
func (s *subject) wifiBack(sc servers.Scenario, name string) {
	switch {
	case !s.outlasts(sc):
	case s.protocol() == servers.ProtocolHTTP && !s.Firmware.Retry.Endless:
		s.spec(sc, name+": the request is sent once, in the end", func(r *harness.Result) {
			Expect(r).To(match.SendOnceInTheEnd())
		})
	case sc.Air.When == servers.InSession:
		s.spec(sc, name+": the loss is noticed, and the firmware connects again", func(r *harness.Result) {
			Expect(r).To(match.ConnectAgain())
			Expect(r).To(match.BeServedAgain())
		})
	default:
		s.spec(sc, name+": the firmware goes about its work", func(r *harness.Result) {
			Expect(r).To(match.BeServedAgain())
		})
	}
}

// endsWithoutWiFi tells whether the contract bounds what the firmware waits for in the scenario.
func (s *subject) endsWithoutWiFi(sc servers.Scenario) bool {
	fw := s.Firmware
	switch {
	case fw.Retry.Attempts == 0:
		return false
	case sc.Air.When == servers.BeforeConnecting:
		return sc.Air.Back == 0 && fw.WiFi.Wait > 0
	case sc.Air.When > servers.InHandshake && fw.Console.Done == "":
		return false // nobody would hear of it
	case sc.Air.When <= servers.InHandshake:
		return true // canLose has seen that a handshake is bounded
	}
	return fw.Response.FirstByte > 0 || fw.Response.Whole > 0
}

// outlasts tells whether the firmware promises to try for longer than its Wi-Fi is away.
func (s *subject) outlasts(sc servers.Scenario) bool {
	retry := s.Firmware.Retry
	least := sc.Air.Back + rejoining
	switch {
	case sc.Air.When == servers.BeforeConnecting:
		return (s.Firmware.WiFi.Wait == 0 || s.Firmware.WiFi.Wait >= least) && (retry.Attempts > 0 || retry.Endless)
	case sc.Air.When <= servers.InHandshake:
		return retry.Endless || retry.Attempts > 1 && s.handshakeLimit()+time.Duration(retry.Attempts-1)*retry.Spacing >= least
	case sc.Air.When == servers.InSession && s.protocol() == servers.ProtocolWebSocket && s.Firmware.WebSocket.Ping == 0:
		return false // who never sends anything cannot notice
	}
	return retry.Endless
}

// handshakeLimit is how long an attempt may hang; on the ESP8266 its core bounds it.
func (s *subject) handshakeLimit() time.Duration {
	if limit := s.Firmware.Retry.Handshake; limit > 0 || s.stack() != profile.ESP8266 {
		return limit
	}
	return 15 * time.Second
}

// canLose tells whether the firmware can be tried without its Wi-Fi. A bench that cannot take it away leaves these specs out
// of an ordinary run; the full suite lists them as not judged.
func (s *subject) canLose(sc servers.Scenario) bool {
	if lane.NoAir() != "" && !s.full() {
		return false
	}
	inHandshake := sc.Air.When == servers.AfterHello || sc.Air.When == servers.InHandshake
	return !inHandshake || s.handshakeLimit() > 0 // two minutes an attempt, the default of the ESP32, show nothing new
}
