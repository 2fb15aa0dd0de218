package arduino

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

func TestMQTTKeepAlive(t *testing.T) {
	t.Parallel()
	t.Run("answered", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, accepting(func(c net.Conn) {
			pinging(3)(c)
			tells(message("done", "", 0, 0))(c)
		}))
		r := b.run(compile(t, "mqtt_probe", FQBN), and([]string{"keepalive 4"}, and(login, "take 1", "state?")...)...)
		r.has(t, "message done 0 []\nheard 1\nconnected 1 state 0\n")
		if got := kinds(spoken(t, b.conn().wire())); !bytes.Equal(got, bytes.Repeat([]byte{packets.Pingreq}, 3)) {
			t.Errorf("the client sent %v, want three PINGREQs", got)
		}
	})
	t.Run("swallowed", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, accepting(pinging(1)))
		r := b.run(compile(t, "mqtt_probe", FQBN), and([]string{"keepalive 4"}, and(login, "until")...)...)
		// Pings at 4 s and 8 s; the second has no answer when the third is due.
		r.matches(t, `took 1\d s, state -4\n`)
		if got := kinds(spoken(t, b.conn().wire())); !bytes.Equal(got, []byte{packets.Pingreq, packets.Pingreq}) {
			t.Errorf("the client sent %v, want two PINGREQs", got)
		}
	})
	t.Run("off", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, accepting(nil))
		r := b.run(compile(t, "mqtt_probe", FQBN), and([]string{"keepalive 0"}, and(login, "spend 40", "state?")...)...)
		r.has(t, "connected 1 state 0\n")
		if got := spoken(t, b.conn().wire()); len(got) != 0 {
			t.Errorf("the client sent %v", got)
		}
	})
}

func TestMQTTMessages(t *testing.T) {
	t.Parallel()
	again := message("a/b", "one", 1, 0xFFFE)
	again.Dup = true
	b := newBench(t, accepting(tells(
		message("a", "zero", 0, 0), message("a/b", "one", 1, 0xFFFE), again, message("empty", "", 1, 3), message("ä/"+strings.Repeat("x", 140), "long topic", 0, 0))))
	r := b.run(compile(t, "mqtt_probe", FQBN), and(login, "take 5")...)
	r.has(t, "message a 4 [zero]\nmessage a/b 3 [one]\nmessage a/b 3 [one]\nmessage empty 0 []\nmessage ä/"+strings.Repeat("x", 140)+" 10 [long topic]\n")
	got := spoken(t, b.conn().wire())
	if len(got) != 3 {
		t.Fatalf("the client sent %v, want a PUBACK for each message of QoS 1", got)
	}
	for i, want := range []uint16{0xFFFE, 0xFFFE, 3} {
		if ack, ok := got[i].(*packets.PubackPacket); !ok || ack.MessageID != want {
			t.Errorf("answer %d is %v, want a PUBACK for %d", i, got[i], want)
		}
	}
}

// The callback may publish: it overwrites the message that it was given, not what acknowledges it.
func TestMQTTPublishFromTheCallback(t *testing.T) {
	t.Parallel()
	b := newBench(t, accepting(tells(message("question", "how are you?", 1, 77))))
	r := b.run(compile(t, "mqtt_probe", FQBN), and([]string{"answer fine"}, and(login, "take 1")...)...)
	r.has(t, "message question 12 [how are you?]\nanswered 1\n")
	got := spoken(t, b.conn().wire())
	if !bytes.Equal(kinds(got), []byte{packets.Publish, packets.Puback}) || got[1].(*packets.PubackPacket).MessageID != 77 {
		t.Errorf("the client sent %v, want its answer and the PUBACK for 77", got)
	}
}

// A packet may have as many bytes as the buffer, all counted; a longer one vanishes, and the session goes on.
func TestMQTTSizesReceived(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		setting string
		sizes   map[int]bool
	}{
		"256": {"keepalive 15", map[int]bool{255: true, 256: true, 257: false, 70000: false}},
		"300": {"size 300", map[int]bool{257: true, 300: true, 301: false}},
		"100": {"size 100", map[int]bool{100: true, 101: false}},
	} {
		for size, heard := range c.sizes {
			t.Run(fmt.Sprintf("%s %d", name, size), func(t *testing.T) {
				t.Parallel()
				big := ofSize(t, size)
				b := newBench(t, accepting(tells(big, message("next", "", 1, 9))))
				want := "message next 0 []\nheard 1\n"
				if heard {
					want = fmt.Sprintf("message t %d []\nmessage next 0 []\nheard 2\n", len(big.Payload))
				}
				take := map[bool]string{true: "take 2", false: "take 1"}[heard]
				r := b.run(compile(t, "mqtt_probe", FQBN), and([]string{c.setting}, and(login, take)...)...)
				r.has(t, want)
				if got := kinds(spoken(t, b.conn().wire())); !bytes.Equal(got, []byte{packets.Puback}) {
					t.Errorf("the client sent %v, want the PUBACK of the second message", got)
				}
			})
		}
	}
}

// ofSize is a message whose packet has so many bytes.
func ofSize(t *testing.T, size int) *packets.PublishPacket {
	t.Helper()
	for payload := size; payload > 0; payload-- {
		if m := message("t", strings.Repeat("x", payload), 0, 0); len(written(m)) == size {
			return m
		}
	}
	t.Fatalf("no packet has %d bytes", size)
	return nil
}

func TestMQTTSizesSent(t *testing.T) {
	t.Parallel()
	b := newBench(t, accepting(nil))
	// The topic, its length, and a header of three bytes: six bytes beside the payload.
	r := b.run(compile(t, "mqtt_probe", FQBN), and(login, "letters t 249", "letters t 250", "letters t 251", "flash t 5000", "size 0", "size 600", "letters t 594", "letters t 595")...)
	r.has(t, "letters 1\nletters 1\nletters 0\nflash 1\nsize 0 256\nsize 1 600\nletters 1\nletters 0\n")
	var sizes []int
	for _, packet := range spoken(t, b.conn().wire()) {
		sizes = append(sizes, len(packet.(*packets.PublishPacket).Payload))
	}
	if fmt.Sprint(sizes) != "[249 250 5000 594]" {
		t.Errorf("the client sent payloads of %v bytes", sizes)
	}
}

func TestMQTTPublishPackets(t *testing.T) {
	t.Parallel()
	b := newBench(t, accepting(nil))
	r := b.run(compile(t, "mqtt_probe", FQBN), and(login, "publish a/b hello", "retain kept x", "publish empty ", "pieces", "disconnect", "publish a b", "pieces")...)
	r.has(t, "publish 1\nretain 1\npublish 1\npieces 1\nleft, state -1\npublish 0\npieces 0\n")
	want := "\x10\x0e\x00\x04MQTT\x04\x02\x00\x0f\x00\x02id" +
		"\x30\x0a\x00\x03a/bhello" + "\x31\x07\x00\x04keptx" + "\x30\x07\x00\x05empty" + "\x31\x11\x00\x06piecesonetwo345" + "\xe0\x00"
	if got := string(b.conn().wire()); got != want {
		t.Errorf("the client sent\n%q, want\n%q", got, want)
	}
}

func TestMQTTSubscribePackets(t *testing.T) {
	t.Parallel()
	b := newBench(t, accepting(nil))
	r := b.run(compile(t, "mqtt_probe", FQBN), and(login, "subscribe a/#", "subscribe b 1", "subscribe c 2", "unsubscribe a/#", "disconnect", "subscribe d")...)
	r.has(t, "subscribe 1\nsubscribe 1\nsubscribe 0\nunsubscribe 1\nleft, state -1\nsubscribe 0\n")
	want := "\x10\x0e\x00\x04MQTT\x04\x02\x00\x0f\x00\x02id" +
		"\x82\x08\x00\x01\x00\x03a/#\x00" + "\x82\x06\x00\x02\x00\x01b\x01" + "\xa2\x07\x00\x03\x00\x03a/#" + "\xe0\x00"
	if got := string(b.conn().wire()); got != want {
		t.Errorf("the client sent\n%q, want\n%q", got, want)
	}
}

// A stream takes the payload of a message that no buffer could.
func TestMQTTStream(t *testing.T) {
	t.Parallel()
	payload := "<" + strings.Repeat(".", 998) + ">"
	b := newBench(t, accepting(tells(message("big", payload, 1, 1), message("small", "!", 0, 0))))
	r := b.run(compile(t, "mqtt_probe", FQBN), and([]string{"stream"}, and(login, "take 1", "copied")...)...)
	r.has(t, "message small 1 [!]\nheard 1\ncopied 1001 [<..!]\n")
}

func TestMQTTBrokerGoneAndBack(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *recorded) {
		packets.ReadPacket(c)
		c.Write([]byte{0x20, 2, 0, 0})
	})
	r := b.run(compile(t, "mqtt_probe", FQBN), and(login, "until", "state?", "publish a b", "connect id", "until", "disconnect")...)
	r.has(t, "connect 1 state 0, 0 s\ntook 0 s, state -3\nconnected 0 state -3\npublish 0\nconnect 1 state 0, 0 s\ntook 0 s, state -3\nleft, state -1\n")
	b.conn()
	b.conn()
}

// A broker that stops within a packet, or whose length does not end, is given up.
func TestMQTTBrokenPackets(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		bytes   string
		seconds int
	}{
		"half a header":     {"\x30", 3},
		"half a message":    {"\x30\x08\x00\x01topi", 3},
		"length in 5 bytes": {"\x30\xff\xff\xff\xff\x01", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, accepting(func(conn net.Conn) { conn.Write([]byte(c.bytes)) }))
			r := b.run(compile(t, "mqtt_probe", FQBN), and([]string{"patience 3"}, and(login, "until", "state?")...)...)
			r.has(t, fmt.Sprintf("took %d s, state -4\nconnected 0 state -4\n", c.seconds))
		})
	}
	// A message whose topic is longer than itself is passed over.
	t.Run("long topic", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, accepting(func(conn net.Conn) {
			conn.Write([]byte("\x30\x03\x00\x09x" + "\x32\x04\x00\x01x\x00" + "\x30\x01\x00"))
			tells(message("next", "", 0, 0))(conn)
		}))
		b.run(compile(t, "mqtt_probe", FQBN), and(login, "take 1")...).has(t, "message next 0 []\nheard 1\n")
	})
}

// Whatever comes after the CONNACK, the client stays alive, and says nothing but acknowledgements and answers to pings.
func TestMQTTGarbage(t *testing.T) {
	t.Parallel()
	const times = 12
	var seed atomic.Uint64
	b := newBench(t, func(c *recorded) {
		packets.ReadPacket(c)
		random := rand.New(rand.NewPCG(seed.Add(1), 1))
		garbage := []byte{0x20, 2, 0, 0}
		for range 60 {
			body := make([]byte, random.IntN(40))
			for i := range body {
				body[i] = byte(random.Uint32() >> (random.Uint32() & 7))
			}
			garbage = append(append(garbage, byte(random.Uint32()), byte(len(body))), body...)
		}
		c.Write(garbage)
	})
	b.run(compile(t, "mqtt_probe", FQBN), and([]string{"patience 1", "server " + host + " PORT"}, slices.Repeat([]string{"connect id", "until"}, times)...)...)
	for range times {
		for _, packet := range spoken(t, b.conn().wire()) {
			switch packet.(type) {
			case *packets.PubackPacket, *packets.PingrespPacket:
			default:
				t.Errorf("the client sent %v", packet)
			}
		}
	}
}
