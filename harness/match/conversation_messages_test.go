package match_test

import (
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/reports"
)

// after joins the connections of results to one result, a second of the board's time between two of them.
func after(end harness.End, first *harness.Result, others ...*harness.Result) *harness.Result {
	for _, o := range others {
		c := o.Conns[0]
		c.Attempt = len(first.Conns) + 1
		c.Opened = first.Conns[len(first.Conns)-1].Closed.Add(time.Second)
		c.Closed = c.Opened.Add(time.Second)
		first.Conns = append(first.Conns, c)
	}
	first.End = end
	return first
}

func TestHellos(t *testing.T) {
	first, only := config.WebSocket{Says: "Hi"}, config.WebSocket{Says: "Hi", NothingElse: true}
	said := func(messages string) *harness.Result { return socket(upgrade+messages, switching) }
	hi, more := masked(1, 0x11, "Hi"), masked(1, 0x22, "t=1")
	judge(t, match.SayHello(only), said(hi), "")
	judge(t, match.SayHello(first), said(hi+more), "")
	judge(t, match.SayHello(only), said(hi+more), `after "Hi" came the text message "t=1"`)
	judge(t, match.SayHello(first), said(more+hi), `its first message was the text message "t=1"`)
	judge(t, match.SayHello(first), said(masked(2, 0x11, "Hi")), `the binary message "Hi"`)
	judge(t, match.SayHello(first), said(""), "on attempt 1 the socket was opened, and it never said")
	judge(t, match.SayHello(first), socket(upgrade, "HTTP/1.1 403 Forbidden\r\n\r\n"), "no socket was opened")
	judge(t, match.SayHello(first), after(harness.EndSettled, said(hi), said("")), "on attempt 2 the socket was opened, and it never said")
	judge(t, match.SayHello(first), after(harness.EndEnough, said(hi), said("")), "")
	judge(t, match.SayHello(first), after(harness.EndEnough, said("")), "on attempt 1")

	pong := masked(1, 0x33, "pong")
	judge(t, match.SayNothingBut("Hi"), said(hi+masked(10, 0x31, "beat")), "")
	judge(t, match.SayNothingBut("Hi"), said(""), "")
	judge(t, match.SayNothingBut("Hi"), said(hi+pong), `it sent the text message "pong", which nobody had asked for`)
	judge(t, match.SayNothingBut("Hi"), said(pong), `the text message "pong"`)
	judge(t, match.SayNothingBut("Hi"), socket(upgrade+pong, "HTTP/1.1 403 Forbidden\r\n\r\n"), "")
}

func TestPauseAfterLosses(t *testing.T) {
	twice := func() *harness.Result { return after(harness.EndSettled, socket("", ""), socket("", "")) }
	judge(t, match.PauseAfterLosses(time.Second), twice(), "")
	judge(t, match.PauseAfterLosses(10*time.Second), twice(), "it connected again 1s after the loss")
	judge(t, match.PauseAfterLosses(3*time.Second), twice(), "")
	judge(t, match.PauseAfterLosses(time.Second), socket("", ""), "it connected once only")
	crashed := twice()
	crashed.Verdict, crashed.Reason = reports.Crashed, "it panicked"
	judge(t, match.PauseAfterLosses(time.Second), crashed, "it panicked")
}

// The packets of a client "b" that says more about itself.
const (
	withUser = "101200044d5154540482000f0001620003626f62"                 // user bob
	withBoth = "101700044d51545404c2000f0001620003626f62000370736b"       // and the password psk
	withWill = "101a00044d5154540406000f00016200036120620006736563726574" // will "secret" to "a b"
	retained = "310a0003612f6268656c6c6f"
	withQoS1 = "320c0003612f62000168656c6c6f"
	other    = "30060003612f6378" // x to a/c
)

func TestConnectSaysNoMoreThanItsContract(t *testing.T) {
	bob := config.MQTT{User: "bob"}
	judge(t, match.ConnectAs(bob), packets(t, withUser), "")
	judge(t, match.ConnectAs(config.MQTT{User: "eve"}), packets(t, withUser), `has the user name "bob", not "eve"`)
	judge(t, match.ConnectAs(bob), packets(t, connect), `has no user name, and its contract names "bob"`)
	judge(t, match.ConnectAs(config.MQTT{}), packets(t, withUser), `has the user name "bob", and its contract names none`)
	judge(t, match.ConnectAs(bob), packets(t, withBoth), `has the password "psk", and its contract names none`)
	judge(t, match.ConnectAs(config.MQTT{User: "bob", Password: "psk"}), packets(t, withBoth), "")
	judge(t, match.ConnectAs(config.MQTT{}), packets(t, withWill), `has the will to the topic "a b"`)
	judge(t, match.ConnectAs(config.MQTT{Will: "a b"}), packets(t, withWill), "")
	judge(t, match.ConnectAs(config.MQTT{Will: "a b", WillPayload: "bye"}), packets(t, withWill), `its will is "secret", not "bye"`)
}

func TestPublish(t *testing.T) {
	free := config.MQTT{Publishes: "a/b", Payload: "hello"}
	strict, kept, fleeting, acknowledged := free, free, free, free
	strict.NothingElse, kept.Retain, fleeting.Retain, acknowledged.QoS = true, config.PromisedSo, config.PromisedNot, "1"
	for _, c := range []struct {
		want   config.MQTT
		sent   string
		faulty string
	}{
		{free, publish, ""}, {free, publish + publish + other, ""}, {free, retained, ""}, {free, withQoS1, ""},
		{free, other, "on attempt 1 it published it 0 times"},
		{config.MQTT{Publishes: "a/b"}, publish, ""},
		{config.MQTT{Publishes: "a/x"}, publish, "published it 0 times"},
		{strict, publish, ""}, {strict, publish + publish, "published it 2 times"}, {strict, publish + other, `published "x" to "a/c"`},
		{kept, retained, ""}, {kept, publish, "keeps nothing for those who subscribe later"},
		{fleeting, publish, ""}, {fleeting, retained, "the broker keeps it for everybody"},
		{acknowledged, withQoS1, ""}, {acknowledged, publish, "has QoS 0, not 1"},
	} {
		judge(t, match.Publish(c.want), packets(t, connect+c.sent), c.faulty)
	}
	judge(t, match.Publish(free), socket("", ""), "it sent no packet")
}

func TestSessionsAfterALoss(t *testing.T) {
	lost := func(second string) *harness.Result {
		return after(harness.EndSettled, packets(t, connect), packets(t, second))
	}
	judge(t, match.SubscribeAgain("a/#"), lost(connect+subscribe), "")
	judge(t, match.SubscribeAgain("a/#"), lost(connect), "on attempt 2, after the loss, it did not subscribe again")
	judge(t, match.SubscribeAgain("a/#"), packets(t, connect+subscribe), "it began no further session")
	want := config.MQTT{Publishes: "a/b", Payload: "hello"}
	judge(t, match.PublishAgain(want), lost(connect+publish), "")
	judge(t, match.PublishAgain(want), lost(connect), "on attempt 2 it published it 0 times")
}

func TestPrintReceived(t *testing.T) {
	judge(t, match.PrintReceived("a/hello", "hello"), says("got a/hello: hello"), "")
	judge(t, match.PrintReceived("a/hello", "hello"), says("got a/hello: hel"), "the first 3 in one piece")
	long, short := "one two three four five", "0123"
	judge(t, match.PrintEach(long, short), says(long, short), "")
	judge(t, match.PrintEach(long, short), says(long+short+long), "")
	judge(t, match.PrintEach(long, short), says(long, short+"two three four five"), `behind the short message "0123"`)
	judge(t, match.PrintEach(long, short), says(long), `of the message "0123"`)
	judge(t, match.PrintEach(long, short), says(short), `of the message "one two`)
}

func TestAnswerCloses(t *testing.T) {
	ended := func(said string) *harness.Result {
		r := socket(upgrade+said, "HTTP/1.1 101 Switching Protocols\r\n\r\n")
		r.Conns[0].Closed = time.Unix(200, 0)
		return r
	}
	judge(t, match.AnswerCloses(), ended(masked(1, 0x11, "Hi")+masked(8, 0x33, "\x03\xe8")), "")
	judge(t, match.AnswerCloses(), ended(masked(1, 0x11, "Hi")), "on attempt 1 it ended the connection without a Close")
	open := ended(masked(8, 0x33, ""))
	open.Conns[0].Closed = time.Time{}
	judge(t, match.AnswerCloses(), open, "no connection that the server closed was ended")
}
