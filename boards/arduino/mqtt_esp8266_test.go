package arduino

import (
	"bytes"
	"crypto/tls"
	"testing"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

func TestMQTTESP8266(t *testing.T) {
	t.Parallel()
	b := newBench(t, accepting(tells(message("a", "one", 1, 5), ofSize(t, 256), ofSize(t, 257), message("b", "", 0, 0))))
	r := b.run(compile(t, "mqtt_probe", FQBN8266), and(login, "take 3", "publish a/b hello", "subscribe a/# 1", "disconnect", "connect again")...)
	r.has(t, "connect 1 state 0, 0 s\nmessage a 3 [one]\nmessage t 250 []\nmessage b 0 []\nheard 3\npublish 1\nsubscribe 1\nleft, state -1\nconnect 1 state 0, 0 s\n")
	want := "\x10\x0e\x00\x04MQTT\x04\x02\x00\x0f\x00\x02id" + "\x40\x02\x00\x05" + "\x30\x0a\x00\x03a/bhello" + "\x82\x08\x00\x01\x00\x03a/#\x01" + "\xe0\x00"
	if got := string(b.conn().wire()); got != want {
		t.Errorf("the client sent\n%q, want\n%q", got, want)
	}
}

func TestMQTTESP8266KeepAlive(t *testing.T) {
	t.Parallel()
	b := newBench(t, accepting(pinging(1)))
	r := b.run(compile(t, "mqtt_probe", FQBN8266), and([]string{"keepalive 4"}, and(login, "until")...)...)
	r.matches(t, `took 1\d s, state -4\n`)
	if got := kinds(spoken(t, b.conn().wire())); !bytes.Equal(got, []byte{packets.Pingreq, packets.Pingreq}) {
		t.Errorf("the client sent %v, want two PINGREQs", got)
	}
}

func TestMQTTESP8266OverTLS(t *testing.T) {
	t.Parallel()
	root := newCA(t, nil, "Bench Root")
	b := newBench(t, serveTLS(serving(newLeaf(t, root, nil)), func(s *tls.Conn) { accepting(nil)(&recorded{Conn: s}) }))
	// Without the time first: a refusal is a connection that failed.
	r := b.run(compile(t, "mqtt_probe", FQBN8266), "secure", block("ca", certPEM(root)), "server "+host+" PORT", "connect id", setClock(), "connect id")
	r.has(t, "connect 0 state -2, ")
	r.has(t, "connect 1 state 0, ")
	if types, _ := records(t, b.conn().wire()); bytes.IndexByte(types, 23) >= 0 {
		t.Errorf("the refusing client sent application data: records %v", types)
	}
}
