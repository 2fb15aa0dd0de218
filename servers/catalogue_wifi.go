package servers

import "time"

// back is how long a lost access point is away, in board time: long enough for a firmware to notice, and shorter than what
// one waits for its Wi-Fi or a handshake.
const back = 5 * time.Second

// forGood ends the names of the scenarios in which the Wi-Fi does not come back.
const forGood = "-for-good"

// absences are the ways to lose the Wi-Fi: before, within and after the handshake, each with and without its return. The
// server is good, as far as it is heard. What is open when the Wi-Fi goes is gone for both ends without a word.
func absences() []Scenario {
	all := []Scenario{
		absent("wifi-late", "There is no Wi-Fi when the board boots; it comes 5 s later.", BeforeConnecting, back),
		absent("wifi-never", "There is no Wi-Fi at all.", BeforeConnecting, 0),
	}
	all = append(all, lost("wifi-lost-after-hello", AfterHello, "when the server has got the ClientHello")...)
	all = append(all, often(lost("wifi-lost-in-handshake", InHandshake,
		"within the handshake, when the client has answered the server's certificate"))...)
	all = append(all, often(lost("wifi-lost-in-request", InRequest,
		"when the server has got the first of what the client sends after the handshake"))...)
	all = append(all, between(ProtocolHTTP, append(
		lost("wifi-lost-before-reply", BeforeReply, "when the server has got the whole request, and before it replies"),
		lost("wifi-lost-in-reply", InReply, "when the server has sent half of its reply")...))...)
	all = append(all, between(ProtocolWebSocket,
		lost("wifi-lost-in-websocket", InSession, "when the first frame of the client has come"))...)
	return append(all, between(ProtocolMQTT,
		lost("wifi-lost-in-session", InSession, "when the first packet of an accepted client has come"))...)
}

// absent is a good server for a board without Wi-Fi.
func absent(name, doc string, when Moment, back time.Duration) Scenario {
	return Scenario{Name: name, Doc: doc, Full: true, Air: Absence{When: when, Back: back}}
}

// lost are the two scenarios of a moment: the Wi-Fi comes back, and it does not.
func lost(name string, when Moment, words string) []Scenario {
	pair := []Scenario{
		absent(name, "The board's Wi-Fi is lost "+words+"; it is back after 5 s.", when, back),
		absent(name+forGood, "The board's Wi-Fi is lost "+words+", for good.", when, 0),
	}
	if when == AfterHello || when == InHandshake {
		for i := range pair {
			pair[i].Behave = always(Behaviour{TLS: upTo12}) // in TLS 1.3 a client is done before the server is
		}
	}
	return pair
}

// often makes the first of a pair one of those that every run tries.
func often(pair []Scenario) []Scenario {
	pair[0].Full = false
	return pair
}

// between makes the scenarios some for firmware that speaks a protocol.
func between(protocol string, some []Scenario) []Scenario {
	for i := range some {
		some[i].Protocol = protocol
	}
	return some
}
