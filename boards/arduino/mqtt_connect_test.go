package arduino

import (
	"bytes"
	"crypto/tls"
	"encoding/hex"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// The bytes of CONNECT, after section 3.1 of the standard.
func TestMQTTConnectPacket(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ command, want string }{
		"id":   {"connect id", "100e 00044d515454 04 02 000f 00026964"},
		"user": {"connectuser me secret", "101a 00044d515454 04 c2 000f 00026964 00026d65 0006736563726574"},
		"will": {"connectwill gone", "1020 00044d515454 04 2e 000f 00026964 000a77696c6c2f746f706963 0004676f6e65"},
		"all":  {"connectall", "1030 00044d515454 04 d4 000f 00026964 000a77696c6c2f746f706963 0004676f6e65 000475736572 000870617373776f7264"},
		"keep": {"keepalive 300\nconnect " + strings.Repeat("x", 120),
			"108401 00044d515454 04 02 012c 0078" + strings.Repeat("78", 120)},
		"empty": {"keepalive 0\nconnect ", "100c 00044d515454 04 02 0000 0000"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, accepting(nil))
			r := b.run(compile(t, "mqtt_probe", FQBN), "server "+host+" PORT", c.command, "state?")
			r.has(t, "connect 1 state 0, 0 s\nconnected 1 state 0\n")
			want, err := hex.DecodeString(strings.ReplaceAll(c.want, " ", ""))
			if err != nil {
				t.Fatal(err)
			}
			if got := b.conn().wire(); !bytes.Equal(got, want) {
				t.Errorf("the client sent\n% x, want\n% x", got, want)
			}
		})
	}
}

// Over TLS the whole CONNECT is one record.
func TestMQTTConnectIsOneWrite(t *testing.T) {
	t.Parallel()
	root := newCA(t, nil, "Bench Root")
	b := newBench(t, serveTLS(serving(newLeaf(t, root, nil)), func(s *tls.Conn) { accepting(nil)(&recorded{Conn: s}) }))
	r := b.run(compile(t, "mqtt_probe", FQBN), "secure", "insecure", "server "+host+" PORT", "connectall")
	r.has(t, "connect 1 state 0")
	types, _ := records(t, b.conn().wire())
	if n := bytes.Count(types, []byte{23}); n != 1 {
		t.Errorf("the client sent %d records of application data, want 1", n)
	}
}

func TestMQTTConnackCodes(t *testing.T) {
	t.Parallel()
	for code := byte(1); code <= 5; code++ {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			left := make(chan bool, 1)
			b := newBench(t, answered(code, func(c net.Conn) {
				drain(c)
				left <- true
			}))
			p := start(t, compile(t, "mqtt_probe", FQBN), b.env()...)
			p.tell(strings.ReplaceAll("wifi\nserver "+host+" PORT\nconnect id\nstate?\npublish a b\n", "PORT", b.port()))
			// The client closes while the board still runs.
			<-left
			p.tell("restart\n")
			p.wait().has(t, fmt.Sprintf("connect 0 state %d, 0 s\nconnected 0 state %d\npublish 0\n", code, code))
			if got := spoken(t, b.conn().wire()); len(got) != 0 {
				t.Errorf("the client sent %v after it was refused", got)
			}
		})
	}
}

func TestMQTTNoConnack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		setting string
		broker  func(*recorded)
		seconds int
	}{
		"silent":   {"patience 15", speechless, 15},
		"patience": {"patience 3", speechless, 3},
		"half a packet": {"patience 3", func(c *recorded) {
			c.Write([]byte{0x20, 2, 0})
			drain(c)
		}, 3},
		// Its end is not looked at while the answer is waited for.
		"gone": {"patience 3", func(c *recorded) { c.Read(make([]byte, 100)) }, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, c.broker)
			r := b.run(compile(t, "mqtt_probe", FQBN), and([]string{c.setting}, and(login, "state?")...)...)
			r.has(t, fmt.Sprintf("connect 0 state -4, %d s\nconnected 0 state -4\n", c.seconds))
			if got := spoken(t, b.conn().wire()); len(got) != 0 {
				t.Errorf("the client sent %v", got)
			}
		})
	}
}

func TestMQTTAnotherAnswer(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *recorded) {
		c.Read(make([]byte, 100))
		c.Write(written(message("early", "x", 0, 0)))
		drain(c)
	})
	r := b.run(compile(t, "mqtt_probe", FQBN), login...)
	r.has(t, "connect 0 state -1, 0 s\n")
}

func TestMQTTNobodyThere(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(*recorded) {})
	b.listener.Close()
	r := b.run(compile(t, "mqtt_probe", FQBN), "state?", "server "+host+" PORT", "connect id", "server nobody.bench.test PORT", "connect id", "disconnect")
	r.has(t, "connected 0 state -1\n")
	if n := strings.Count(r.console, "connect 0 state -2, "); n != 2 {
		t.Errorf("%d attempts ended with -2, want 2:\n%s", n, r.console)
	}
	r.has(t, "left, state -1\n")
}

// A refusal within TLS is a connection that failed, and the broker hears nothing of MQTT.
func TestMQTTRefusedByTLS(t *testing.T) {
	t.Parallel()
	b := newBench(t, serveTLS(serving(newLeaf(t, newCA(t, nil, "Bench Root"), nil)), func(s *tls.Conn) { drain(s) }))
	r := b.run(compile(t, "mqtt_probe", FQBN), "secure", block("ca", certPEM(newCA(t, nil, "Other Root"))), "server "+host+" PORT", "connect id")
	r.has(t, "connect 0 state -2, ")
	wire := b.conn().wire()
	if types, _ := records(t, wire); bytes.IndexByte(types, 23) >= 0 {
		t.Errorf("the client sent application data: records %v", types)
	}
	if got := alert(t, wire); got != 48 {
		t.Errorf("the client's alert is %d, want unknown_ca(48)", got)
	}
}

func TestMQTTByAddress(t *testing.T) {
	t.Parallel()
	b := newBench(t, accepting(nil))
	r := b.run(compile(t, "mqtt_probe", FQBN), "address "+benchIP+" PORT", "connect id", "connect again", "state?")
	r.has(t, "connect 1 state 0, 0 s\nconnect 1 state 0, 0 s\nconnected 1 state 0\n")
	if got := spoken(t, b.conn().wire()); len(got) != 0 {
		t.Errorf("a client that was connected sent %v to connect", got)
	}
}

// A connection that is open already is used.
func TestMQTTUsesAnOpenConnection(t *testing.T) {
	t.Parallel()
	b := newBench(t, accepting(nil))
	r := b.run(compile(t, "mqtt_probe", FQBN), "server "+host+" PORT", "tcp PORT", "connect id", "disconnect", "state?")
	r.has(t, "tcp 1\nconnect 1 state 0, 0 s\nleft, state -1\nconnected 0 state -1\n")
	b.listener.Close()
	if got := kinds(spoken(t, b.conn().wire())); !bytes.Equal(got, []byte{packets.Disconnect}) {
		t.Errorf("the client sent %v after CONNECT, want DISCONNECT", got)
	}
	if len(b.accepted) != 0 {
		t.Error("the client made a connection of its own")
	}
}

func TestMQTTLoginLongerThanTheBuffer(t *testing.T) {
	t.Parallel()
	b := newBench(t, speechless)
	r := b.run(compile(t, "mqtt_probe", FQBN), "server "+host+" PORT", "connect "+strings.Repeat("x", 300))
	r.has(t, "connect 0 state -2, 0 s\n")
	if got := b.conn().wire(); len(got) != 0 {
		t.Errorf("the client sent % x", got)
	}
}
