package match_test

import (
	"testing"

	"github.com/benchtrial/benchtrial/boards/console"
	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
)

// gone is a connection that was lost with the Wi-Fi.
func gone(attempt int, request string) servers.Conn {
	return servers.Conn{Attempt: attempt, End: servers.Vanished, Request: []byte(request), Handshake: servers.Handshake{Done: request != ""}}
}

// back is one that was served.
func back(attempt int) servers.Conn {
	return servers.Conn{Attempt: attempt, End: servers.EOF, Request: []byte("POST"), Replied: 20, Complete: true, Handshake: servers.Handshake{Done: true}}
}

// lost is a result with connections and lines.
func lost(conns []servers.Conn, lines ...string) *harness.Result {
	return result(func(r *harness.Result) {
		fw := *promised
		fw.Console.Succeeded = "Token granted."
		r.Firmware, r.Conns, r.End = &fw, conns, harness.EndDone
		for _, l := range lines {
			r.Lines = append(r.Lines, console.Line{Text: l})
			r.Text = append(r.Text, l+"\r\n"...)
		}
	})
}

func TestLiveOn(t *testing.T) {
	judge(t, match.LiveOn(), lost(nil), "")
	crashed := lost(nil)
	crashed.Verdict, crashed.Reason = reports.Crashed, "the board restarted by itself: SW_CPU_RESET"
	judge(t, match.LiveOn(), crashed, "restarted by itself")
	judge(t, match.SendOnceAtMost(), crashed, "restarted by itself")
	judge(t, match.BeServedAgain(), crashed, "restarted by itself")
}

func TestClaimNothingElse(t *testing.T) {
	claims := match.ClaimNothingElse()
	once := []servers.Conn{gone(1, "POST")}
	judge(t, claims, lost(nil, "No Wi-Fi."), "")
	judge(t, claims, lost(once, "Connected!", "No reply."), "")
	judge(t, claims, lost([]servers.Conn{gone(1, ""), back(2)}, "Connected!", "Token granted."), "")
	judge(t, claims, lost(nil, "Connected!"), `it says "Connected!" once, and completed 0 handshakes`)
	judge(t, claims, lost(once, "Connected!", "Connected!"), `2 times, and completed one handshake`)
	judge(t, claims, lost(once, "Connected!", "Token granted."), `"Token granted.", and no reply came whole`)
	half := gone(1, "POST")
	half.ReplyBody, half.Replied = `{"token": "abc"}`, 60
	judge(t, claims, lost([]servers.Conn{half}, "Connected!", `{"token":`), "")
	judge(t, claims, lost([]servers.Conn{half}, "Connected!", `{"token": "abc"}`), "the whole of a reply")
}

func TestSendOnceAtMost(t *testing.T) {
	judge(t, match.SendOnceAtMost(), lost(nil), "")
	judge(t, match.SendOnceAtMost(), lost([]servers.Conn{gone(1, "POST")}), "")
	judge(t, match.SendOnceAtMost(), lost([]servers.Conn{gone(1, ""), back(2)}), "")
	judge(t, match.SendOnceAtMost(), lost([]servers.Conn{gone(1, "POST"), back(2)}), "it sent it 2 times, on attempts 1, 2")
}

func TestBeServedAgain(t *testing.T) {
	judge(t, match.BeServedAgain(), lost([]servers.Conn{gone(1, "CONNECT"), back(2)}), "")
	judge(t, match.BeServedAgain(), lost([]servers.Conn{back(1)}), "") // there was none at first
	judge(t, match.BeServedAgain(), lost([]servers.Conn{gone(1, "CONNECT")}), "no further attempt was seen")
	judge(t, match.BeServedAgain(), lost(nil), "no further attempt was seen")
	failed := back(2)
	failed.Request = nil
	judge(t, match.BeServedAgain(), lost([]servers.Conn{gone(1, "CONNECT"), failed}), "attempt 2 came to nothing")
}
