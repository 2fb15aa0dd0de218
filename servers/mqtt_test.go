package servers_test

import (
	"bytes"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/eclipse/paho.mqtt.golang/packets"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/mqtt"
	"github.com/benchtrial/benchtrial/servers/services"
)

// mqttClient is a client as a firmware is one: it connects, subscribes, publishes, pings and leaves, with the packets of
// another library.
type mqttClient struct {
	*tls.Conn
	t *testing.T
}

// brokerClient connects with the client's certificate or without one.
func (b *bench) brokerClient(t *testing.T, certificate bool) mqttClient {
	b.t.Helper()
	config := &tls.Config{ServerName: host, RootCAs: b.authority.RootPool(), MaxVersion: tls.VersionTLS12}
	if certificate {
		pair, err := tls.X509KeyPair(b.authority.ClientPEM())
		if err != nil {
			b.t.Fatal(err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return mqttClient{tls.Client(b.dial(), config), t}
}

// send sends a packet in one piece.
func (c mqttClient) send(p packets.ControlPacket) {
	c.t.Helper()
	var raw bytes.Buffer
	if err := p.Write(&raw); err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.Write(raw.Bytes()); err != nil {
		c.t.Fatal(err)
	}
}

func connectPacket() packets.ControlPacket {
	p := packets.NewControlPacket(packets.Connect).(*packets.ConnectPacket)
	p.ProtocolName, p.ProtocolVersion, p.CleanSession, p.Keepalive, p.ClientIdentifier = "MQTT", 4, true, 15, "bench-1"
	return p
}

func subscribePacket() packets.ControlPacket {
	p := packets.NewControlPacket(packets.Subscribe).(*packets.SubscribePacket)
	p.Topics, p.Qoss, p.MessageID = []string{"bench/in"}, []byte{1}, 1
	return p
}

func publishPacket() packets.ControlPacket {
	p := packets.NewControlPacket(packets.Publish).(*packets.PublishPacket)
	p.TopicName, p.Payload = "bench/in", []byte("hello")
	return p
}

// next is the next packet of the broker in short; the end of the connection is one too.
func (c mqttClient) next() string {
	p, err := packets.ReadPacket(c)
	switch p := p.(type) {
	case *packets.ConnackPacket:
		return fmt.Sprintf("CONNACK %d", p.ReturnCode)
	case *packets.SubackPacket:
		return fmt.Sprintf("SUBACK %v", p.ReturnCodes)
	case *packets.PublishPacket:
		return fmt.Sprintf("PUBLISH %d bytes, retain %t, dup %t", len(p.Payload), p.Retain, p.Dup)
	case *packets.PingrespPacket:
		return "PINGRESP"
	}
	switch {
	case errors.Is(err, io.EOF):
		return "end"
	case timedOut(err):
		return "nothing"
	case err != nil:
		return "broken"
	}
	return fmt.Sprintf("%T", p)
}

// The usual answers to each step.
var (
	connacked   = []string{"CONNACK 0"}
	subacked    = []string{"SUBACK [1]"}
	publishBack = []string{"PUBLISH 5 bytes, retain false, dup false"}
	pingresp    = []string{"PINGRESP"}
	theEnd      = []string{"end"}
)

// withDeliveries is the answer to SUBSCRIBE with what the broker delivers.
func withDeliveries(packets ...string) [][]string {
	return [][]string{connacked, append([]string{"SUBACK [1]"}, packets...), publishBack, pingresp, theEnd}
}

// brokerAnswers are what the broker of each scenario says to each step of the client, up to the one at which the client
// leaves.
var brokerAnswers = map[string][][]string{
	"valid":                        {connacked, subacked, publishBack, pingresp, theEnd},
	"mqtt-keep-alive":              {connacked, subacked, publishBack, pingresp, theEnd},
	"mqtt-connack-1":               {{"CONNACK 1", "end"}},
	"mqtt-connack-2":               {{"CONNACK 2", "end"}},
	"mqtt-connack-3":               {{"CONNACK 3", "end"}},
	"mqtt-connack-4":               {{"CONNACK 4", "end"}},
	"mqtt-connack-5":               {{"CONNACK 5", "end"}},
	"mqtt-connack-unknown":         {{"CONNACK 99", "end"}},
	"mqtt-connack-garbage":         {{"*packets.PubackPacket"}},
	"mqtt-connack-cut":             {{}},
	"mqtt-no-connack":              {{}},
	"mqtt-no-pingresp":             {connacked, subacked, publishBack, {}, theEnd},
	"mqtt-suback-refused":          {connacked, {"SUBACK [128]"}, {}, pingresp, theEnd},
	"mqtt-broker-gone":             {{"CONNACK 0", "end"}},
	"mqtt-broker-reset":            {connacked, subacked, append(slices.Clone(publishBack), "broken")},
	"mqtt-broker-back":             {{"CONNACK 0", "end"}},
	"mqtt-publish-256":             withDeliveries("PUBLISH 243 bytes, retain false, dup false"),
	"mqtt-publish-257":             withDeliveries("PUBLISH 244 bytes, retain false, dup false"),
	"mqtt-publish-16k":             withDeliveries("PUBLISH 16371 bytes, retain false, dup false"),
	"mqtt-publish-retained":        withDeliveries("PUBLISH 28 bytes, retain true, dup false"),
	"mqtt-publish-long-then-short": withDeliveries("PUBLISH 81 bytes, retain false, dup false", "PUBLISH 15 bytes, retain false, dup false"),
	"mqtt-publish-twice":           withDeliveries("PUBLISH 26 bytes, retain false, dup false", "PUBLISH 26 bytes, retain false, dup true"),
}

// mqttSteps are what the client sends, one after the other.
var mqttSteps = []func() packets.ControlPacket{
	connectPacket, subscribePacket, publishPacket,
	func() packets.ControlPacket { return packets.NewControlPacket(packets.Pingreq) },
	func() packets.ControlPacket { return packets.NewControlPacket(packets.Disconnect) },
}

func (b *bench) useMQTT(name string) {
	b.t.Helper()
	service, _ := services.Lookup("mqtt")
	b.server.SetService(service)
	b.use(name)
}

func TestBrokers(t *testing.T) {
	b := newBench(t)
	names := []string{"valid"}
	for _, sc := range servers.Catalogue() {
		if sc.Group == servers.GroupMQTT && !sc.Fails {
			names = append(names, sc.Name)
		}
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			want, known := brokerAnswers[name]
			if !known {
				t.Fatal("nothing says what a client gets")
			}
			b.useMQTT(name)
			c := b.brokerClient(t, true)
			c.meet(want)
			seen := b.over(1)[0]
			got, faults := mqtt.ParsePackets(seen.Request)
			if len(faults) != 0 || len(got) == 0 || got[0].Connect == nil || got[0].Connect.ClientID != "bench-1" {
				t.Errorf("faults %+v in %s", faults, seen.Summary())
			}
			if len(seen.PeerCertificates) != 1 || seen.Protocol != servers.ProtocolMQTT {
				t.Errorf("%d certificates of the client, protocol %q", len(seen.PeerCertificates), seen.Protocol)
			}
			if !strings.Contains(seen.Summary(), "CONNECT bench-1") {
				t.Errorf("summary %q", seen.Summary())
			}
		})
	}
}

// meet sends one packet after the other, compares what comes after each, and goes away.
func (c mqttClient) meet(want [][]string) {
	c.t.Helper()
	for i, expected := range want {
		c.send(mqttSteps[i]())
		for _, answer := range expected {
			if got := c.next(); got != answer {
				c.t.Errorf("step %d is answered by %q, want %q", i, got, answer)
			}
		}
	}
	c.NetConn().Close()
}

// From the second connection on the broker is good.
func TestBrokerBack(t *testing.T) {
	b := newBench(t)
	b.useMQTT("mqtt-broker-back")
	b.brokerClient(t, true).meet(brokerAnswers["mqtt-broker-back"])
	b.over(1)
	b.brokerClient(t, true).meet(brokerAnswers["valid"])
	got := b.over(2)[1].Summary()
	want := "CONNECT bench-1, 1 SUBSCRIBE, 1 PUBLISH, 1 PINGREQ, 1 DISCONNECT, answered by CONNACK 0, 1 SUBACK, 1 PUBLISH, 1 PINGRESP, closed by client"
	if !strings.Contains(got, want) {
		t.Errorf("summary %q", got)
	}
}

// Clients are refused in the handshake, with the alert that says why, and what they showed is on record.
func TestClientsRefused(t *testing.T) {
	for _, tc := range []struct {
		scenario    string
		certificate bool
		alert       string
	}{
		{"valid", false, "handshake failure"},
		{"mqtt-client-unknown-ca", true, "unknown certificate authority"},
		{"mqtt-client-expired", true, "expired certificate"},
	} {
		t.Run(fmt.Sprintf("%s, certificate %t", tc.scenario, tc.certificate), func(t *testing.T) {
			b := newBench(t)
			b.useMQTT(tc.scenario)
			c := b.brokerClient(t, tc.certificate)
			if err := c.Handshake(); err == nil || !strings.Contains(err.Error(), tc.alert) {
				t.Errorf("the client got %v", err)
			}
			c.NetConn().Close()
			seen := b.over(1)[0]
			if seen.Handshake.Done || len(seen.Request) > 0 || (len(seen.PeerCertificates) > 0) != tc.certificate {
				t.Errorf("%d certificates, seen %s", len(seen.PeerCertificates), seen.Summary())
			}
			text, _ := b.authority.ClientPEM()
			if block, _ := pem.Decode(text); tc.certificate && !bytes.Equal(seen.PeerCertificates[0], block.Bytes) {
				t.Error("the certificate on record is another one")
			}
		})
	}
}
