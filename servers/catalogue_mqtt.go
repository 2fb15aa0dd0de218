package servers

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"time"

	"github.com/benchtrial/benchtrial/servers/mqtt"
)

// quickBrokers are those that an ordinary run tries too.
var quickBrokers = map[string]bool{
	"mqtt-connack-5": true, "mqtt-no-connack": true, "mqtt-broker-back": true, "mqtt-client-unknown-ca": true,
	"mqtt-publish-long-then-short": true, "mqtt-publish-256": true, "mqtt-keep-alive": true, "mqtt-no-pingresp": true,
}

// brokers are the ways in which an MQTT broker goes wrong. What they want of TLS beside that is the service's.
func brokers() []Scenario {
	all := append(connacks(), sessions()...)
	all = append(all, clientsRefused()...)
	for i := range all {
		all[i].Protocol = ProtocolMQTT
		all[i].Full = !quickBrokers[all[i].Name]
	}
	return all
}

// broking is a broker that follows one script.
func broking(name, doc string, script mqtt.Script) Scenario {
	return Scenario{Name: "mqtt-" + name, Doc: doc, Behave: always(Behaviour{Talk: MQTT(script)})}
}

// refusals are the return codes of CONNACK (MQTT 3.1.1, 3.2.2.3).
var refusals = [...]string{
	1: "the protocol's version", 2: "the client's identifier", 3: "itself: it is unavailable", 4: "user name or password",
	5: "the client: it is not authorised",
}

// connacks differ in how CONNECT is answered.
func connacks() []Scenario {
	var out []Scenario
	for code := 1; code < len(refusals); code++ {
		out = append(out, broking(fmt.Sprintf("connack-%d", code),
			fmt.Sprintf("CONNACK has the code %d: the broker refuses %s.", code, refusals[code]), mqtt.Script{Refuse: byte(code)}))
	}
	never := broking("no-connack", "CONNECT is never answered.", mqtt.Script{NoConnack: true})
	never.Silent = true
	return append(out, never,
		broking("connack-unknown", "CONNACK has the code 99, which means nothing.", mqtt.Script{Refuse: 99}),
		// Read as MQTT, its first 86 bytes are a PUBACK.
		broking("connack-garbage", "CONNECT is answered by an HTTP error, and nothing more.",
			mqtt.Script{Garbage: []byte("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 42\r\n\r\n" +
				"This port is for MQTT, and you are not it.")}),
		broking("connack-cut", "CONNECT is answered by half a CONNACK, and nothing more.", mqtt.Script{Garbage: []byte{0x20, 0x02}}))
}

// watchKeepAlive is three times the keep-alive of PubSubClient, 15 s: it pings after the first, and gives up a broker that
// does not answer after the second.
const watchKeepAlive = 45 * time.Second

// maxPubSubClient is the longest packet that PubSubClient takes when nobody has set another size.
const maxPubSubClient = 256

// The two messages of mqtt-publish-long-then-short: no firmware says either by itself, and no piece of the first one is like
// another.
const (
	MQTTLongMessage  = "a long message: quick brown foxes jump over 13 lazy dogs, and vex the big wizards"
	MQTTShortMessage = "and a short one"
)

// sessions go wrong after a good CONNACK.
func sessions() []Scenario {
	delivering := func(name, doc string, d ...mqtt.Delivery) Scenario {
		return broking(name, doc, mqtt.Script{Deliver: d})
	}
	swallowed := broking("no-pingresp", "PINGREQ is not answered; all else is.", mqtt.Script{SwallowPings: true})
	swallowed.Silent, swallowed.Watch = true, watchKeepAlive
	alive := broking("keep-alive", "A good broker, on whose connection nothing happens for three times the usual keep-alive.", mqtt.Script{})
	alive.Watch = watchKeepAlive
	once := mqtt.Delivery{Size: 40, QoS: 1, ID: 7}
	again := once
	again.Dup = true
	return []Scenario{
		swallowed, alive,
		broking("suback-refused", "Each subscription is refused, by 0x80.", mqtt.Script{RefuseTopics: true}),
		broking("broker-gone", "The broker ends each connection after its CONNACK, by FIN alone.", mqtt.Script{LeaveAfter: mqtt.Connect, End: mqtt.EndFIN}),
		broking("broker-reset", "The broker resets each connection after the first PUBLISH.", mqtt.Script{LeaveAfter: mqtt.Publish, End: mqtt.EndReset}),
		{
			Name: "mqtt-broker-back",
			Doc:  "The first connection is ended after its CONNACK; from the second on the broker is good.",
			Behave: func(attempt int) Behaviour {
				if attempt == 1 {
					return Behaviour{Talk: MQTT(mqtt.Script{LeaveAfter: mqtt.Connect})}
				}
				return Behaviour{Talk: MQTT(mqtt.Script{})}
			},
		},
		delivering("publish-256", "What is subscribed to delivers a packet of 256 bytes, the longest that PubSubClient takes by itself.",
			mqtt.Delivery{Size: maxPubSubClient}),
		delivering("publish-257", "What is subscribed to delivers a packet of 257 bytes, which PubSubClient is known to drop in silence.",
			mqtt.Delivery{Size: maxPubSubClient + 1}),
		delivering("publish-16k", "What is subscribed to delivers a packet of 16 KB.", mqtt.Delivery{Size: 16 << 10}),
		delivering("publish-retained", "What is subscribed to delivers a retained message at once.", mqtt.Delivery{Size: 40, Retain: true}),
		delivering("publish-long-then-short", "What is subscribed to delivers a message of 81 bytes and then one of 15, whose end is its length alone.",
			mqtt.Delivery{Payload: MQTTLongMessage}, mqtt.Delivery{Payload: MQTTShortMessage}),
		delivering("publish-twice", "A message of QoS 1 is delivered twice, the second time marked as a duplicate.", once, again),
	}
}

// clientsRefused are brokers that refuse the client's certificate in the handshake, whatever it shows. The good brokers
// before and after them are the service's.
func clientsRefused() []Scenario {
	return []Scenario{{
		Name:  "mqtt-client-unknown-ca",
		Doc:   "The broker knows no authority that could have issued the client's certificate, and refuses it with unknown_ca.",
		Fails: true,
		Behave: always(Behaviour{TLS: func(c *tls.Config) {
			c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, x509.NewCertPool()
		}}),
	}, {
		Name:  "mqtt-client-expired",
		Doc:   "The broker's clock is twenty years ahead: it refuses the client's certificate as expired.",
		Fails: true,
		Behave: always(Behaviour{TLS: func(c *tls.Config) {
			c.ClientAuth = tls.RequireAndVerifyClientCert
			c.Time = func() time.Time { return time.Now().AddDate(20, 0, 0) }
		}}),
	}}
}
