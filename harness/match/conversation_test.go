package match_test

import (
	"encoding/hex"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/boards/console"
	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/servers"
)

const (
	upgrade = "GET / HTTP/1.1\r\nHost: api.bench.test:14433\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: arduino\r\n\r\n"
	switching = "HTTP/1.1 101 Switching Protocols\r\n\r\n"
)

// masked is a short frame of a client with a mask of its own.
func masked(opcode byte, mask byte, payload string) string {
	out := []byte{0x80 | opcode, 0x80 | byte(len(payload)), mask, mask, mask, mask}
	for i := range payload {
		out = append(out, payload[i]^mask)
	}
	return string(out)
}

// socket is a result with one WebSocket connection.
func socket(sent, answered string, lines ...string) *harness.Result {
	return result(func(r *harness.Result) {
		r.Conns = []servers.Conn{{
			Attempt: 1, Protocol: servers.ProtocolWebSocket, Request: []byte(sent), Sent: []byte(answered),
			Opened: time.Unix(1, 0), Closed: time.Unix(2, 0), Handshake: servers.Handshake{Done: true},
		}}
		for _, l := range lines {
			r.Lines = append(r.Lines, console.Line{Text: l})
			r.Text = append(r.Text, l+"\r\n"...)
		}
		fw := *promised
		fw.Retry = config.Retry{Endless: true}
		fw.Console = config.Console{Connected: "open", Lost: "gone", CannotConnect: "failed"}
		r.Firmware, r.End = &fw, harness.EndSettled
	})
}

func TestWebSocketMatchers(t *testing.T) {
	hello := masked(1, 0x11, "Hi there!")
	judge(t, match.AskForTheUpgrade("arduino"), socket(upgrade, switching), "")
	judge(t, match.AskForTheUpgrade("mqtt"), socket(upgrade, switching), `offers the subprotocol "arduino"`)
	judge(t, match.AskForTheUpgrade(""), socket("GET / HTTP/1.0\r\nHost: x\r\n\r\n", switching), "on attempt 1")
	judge(t, match.AskForTheUpgrade(""), result(func(*harness.Result) {}), "asked for no upgrade")

	judge(t, match.SendSoundFrames(), socket(upgrade+hello+masked(1, 0x22, "x"), switching), "")
	judge(t, match.SendSoundFrames(), socket(upgrade+hello+masked(1, 0x11, "x"), switching), "two frames have the mask 11111111")
	judge(t, match.SendSoundFrames(), socket(upgrade+"\x81\x02Hi", switching), "unmasked")
	judge(t, match.SendSoundFrames(), socket(upgrade+"This is a webSocket client!", "HTTP/1.1 403 Forbidden\r\n\r\n"), "")

	judge(t, match.StayClosed(), socket(upgrade, "HTTP/1.1 403 Forbidden\r\n\r\n", "gone"), "")
	judge(t, match.StayClosed(), socket(upgrade+hello, "HTTP/1.1 403 Forbidden\r\n\r\n"), "it sent a text frame")
	judge(t, match.StayClosed(), socket(upgrade, "HTTP/1.1 403 Forbidden\r\n\r\n", "open"), `the console says "open"`)

	judge(t, match.AnswerPings("beat"), socket(upgrade+masked(10, 0x31, "beat"), switching), "")
	judge(t, match.AnswerPings("beat"), socket(upgrade+masked(10, 0x31, "boat"), switching), "no pong")

	judge(t, match.ConnectAgain(), socket(upgrade, switching, "gone"), "it connected once only")
	judge(t, match.ConnectAgain(), socket(upgrade, switching), `never says "gone"`)
	judge(t, match.Print("Hi there!"), socket(upgrade, switching, "get: Hi there!"), "")
	judge(t, match.Print("Hi there!"), socket(upgrade, switching, "get: Hi th"), "the first 5 in one piece")
	judge(t, match.NeverPrint("EVIL"), socket(upgrade, switching, "fine"), "")
	judge(t, match.NeverPrint("EVIL"), socket(upgrade, switching, "some EVIL text"), "the console shows it")
	judge(t, match.NeverPrint("EVIL"), result(func(*harness.Result) {}), "it never met the server")
}

// packets are MQTT packets in hexadecimal, blanks left out.
func packets(t *testing.T, sent string, lines ...string) *harness.Result {
	t.Helper()
	raw, err := hex.DecodeString(sent)
	if err != nil {
		t.Fatal(err)
	}
	r := socket("", "", lines...)
	r.Conns[0].Protocol, r.Conns[0].Request = servers.ProtocolMQTT, raw
	return r
}

const (
	connect   = "100d00044d5154540402000f000162" // client "b", clean, 15 s
	subscribe = "820800010003612f2300"           // a/#
	publish   = "300a0003612f6268656c6c6f"       // hello to a/b
	pingreq   = "c000"
)

func TestMQTTMatchers(t *testing.T) {
	contract := config.MQTT{ClientID: "b", KeepAlive: 15 * time.Second, Clean: config.PromisedSo}
	judge(t, match.ConnectAs(contract), packets(t, connect), "")
	judge(t, match.ConnectAs(config.MQTT{ClientID: "c"}), packets(t, connect), `client identifier is "b"`)
	judge(t, match.ConnectAs(config.MQTT{KeepAlive: time.Minute}), packets(t, connect), "keep-alive is 15 s")
	judge(t, match.ConnectAs(config.MQTT{Clean: config.PromisedNot}), packets(t, connect), "clean session is true, not false")
	judge(t, match.ConnectAs(config.MQTT{}), packets(t, connect), "")
	judge(t, match.ConnectAs(contract), packets(t, subscribe), "does not begin with a CONNECT")

	judge(t, match.SendSoundPackets(), packets(t, connect+subscribe+publish+pingreq), "")
	judge(t, match.SendSoundPackets(), packets(t, connect+connect), "connect-twice")
	judge(t, match.SubscribeTo("a/#"), packets(t, connect+subscribe), "")
	judge(t, match.SubscribeTo("b/#"), packets(t, connect+subscribe), "it never did")
	judge(t, match.PingAtLeast(2), packets(t, connect+pingreq+pingreq), "")
	judge(t, match.PingAtLeast(2), packets(t, connect+pingreq), "it pinged once")

	judge(t, match.SendNothingButConnect(), packets(t, connect, "failed"), "")
	judge(t, match.SendNothingButConnect(), packets(t, connect+subscribe, "failed"), "it sent a SUBSCRIBE")
	judge(t, match.SendNothingButConnect(), packets(t, connect), `never says "failed"`)
	judge(t, match.SendNothingButConnect(), packets(t, connect, "open"), `the console says "open"`)
}

func TestServiceMatchers(t *testing.T) {
	served := func(request, reply string, lines ...string) *harness.Result {
		r := posted(request)
		r.Conns[0].Sent = []byte(reply)
		fw := *promised
		fw.Console.Succeeded, fw.Console.Failed = "granted", "denied"
		r.Firmware = &fw
		for _, l := range lines {
			r.Lines = append(r.Lines, console.Line{Text: l})
		}
		return r
	}
	judge(t, match.BeServed(), served("POST / HTTP/1.1\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n"), "")
	bare := "POST / HTTP/1.1\r\nHost: h\r\nUser-Agent: ESP32HTTPClient\r\nContent-Length: 2\r\n\r\n{}"
	judge(t, match.BeServed(), served(bare, "HTTP/1.1 400 Bad Request\r\n\r\n"), "no Content-Type")
	judge(t, match.BeServed(), served(bare, "HTTP/1.1 403 Forbidden\r\n\r\n"), "the library's own")
	judge(t, match.BeServed(), served("GET / HTTP/1.1\r\n\r\n", "garbage"), "answered with no status")
	judge(t, match.BeServed(), served("POST / HTTP/1.1\r\nHost: h\r\nUser-Agent: x\r\n\r\n", "HTTP/1.1 411 Length Required\r\n\r\n"), "no Content-Length")

	judge(t, match.ReportSuccess(), served("", "", "granted"), "")
	judge(t, match.ReportSuccess(), served("", "", "granted", "denied"), `says "denied"`)
	judge(t, match.ReportSuccess(), served("", ""), `never says "granted"`)
	judge(t, match.ReportNoSuccess(), served("", "", "denied"), "")
	judge(t, match.ReportNoSuccess(), served("", "", "granted"), `says "granted"`)
}

func TestEndings(t *testing.T) {
	ended := func(e harness.End) *harness.Result { return result(func(r *harness.Result) { r.End = e }) }
	judge(t, match.ComeToAnEnd(), ended(harness.EndGaveUp), "")
	judge(t, match.ComeToAnEnd(), ended(harness.EndStuck), "it hung")
	judge(t, match.ComeToAnEnd(), ended(harness.EndQuiet), "fell silent")
	judge(t, match.KeepTrying(), ended(harness.EndEnough), "")
	judge(t, match.KeepTrying(), ended(harness.EndQuiet), "fell silent")
}
