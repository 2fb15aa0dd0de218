package config

import (
	"regexp"
	"strconv"
)

var webAddress = regexp.MustCompile(`^https?://[^\s"<>]+$`)

func (m *mapping) article(key string) Article {
	a := m.within(key)
	out := Article{Title: a.text("title"), URL: a.text("url")}
	if out.URL != "" && !webAddress.MatchString(out.URL) {
		a.wrong("url", "is %s, which is no web address; write https://...", quote(out.URL))
	}
	if out.URL != "" && out.Title == "" && !a.broken {
		a.require("title", "title: How I lost a week to TLS")
	}
	a.close()
	return out
}

func (m *mapping) webSocket(key string) WebSocket {
	w := m.within(key)
	w.also = map[string]string{"protocol": "subprotocol", "hello": "says", "text": "says", "heartbeat": "ping", "only": "nothing_else", "once": "nothing_else"}
	out := WebSocket{
		Subprotocol: w.text("subprotocol"),
		Says:        w.text("says"),
		NothingElse: w.flag("nothing_else"),
		Printed:     w.flag("printed"),
		Ping:        w.duration("ping"),
	}
	if out.NothingElse && out.Says == "" {
		w.wrong("nothing_else", "needs the message that it does send; write says: \"Hi there!\"")
	}
	w.close()
	return out
}

func (m *mapping) mqtt(key string) MQTT {
	q := m.within(key)
	q.also = map[string]string{"keepalive": "keep_alive", "id": "client_id", "clean_session": "clean", "topic": "publishes", "message": "payload", "subscribe": "subscribes",
		"username": "user", "user_name": "user", "retained": "retain", "will_topic": "will", "will_message": "will_payload",
		"only": "nothing_else", "once": "nothing_else"}
	out := MQTT{
		ClientID:    q.text("client_id"),
		KeepAlive:   q.duration("keep_alive"),
		Clean:       q.promise("clean"),
		User:        q.text("user"),
		Password:    q.text("password"),
		Will:        q.text("will"),
		WillPayload: q.text("will_payload"),
		Publishes:   q.text("publishes"),
		Payload:     q.text("payload"),
		Retain:      q.promise("retain"),
		QoS:         q.qos("qos"),
		NothingElse: q.flag("nothing_else"),
		Subscribe:   q.text("subscribes"),
		Printed:     q.flag("printed"),
	}
	for _, needs := range []struct{ key, other, example string }{
		{"payload", "publishes", "needs the topic that it is published to; write publishes: bench/hello"},
		{"retain", "publishes", "is about the message that it publishes; write publishes: bench/hello"},
		{"qos", "publishes", "is about the message that it publishes; write publishes: bench/hello"},
		{"nothing_else", "publishes", "needs the topic that it does publish to; write publishes: bench/hello"},
		{"password", "user", "needs the user name beside it (MQTT 3.1.1, 3.1.2.9); write user: board"},
		{"will_payload", "will", "needs the topic of the will; write will: bench/gone"},
	} {
		if q.has(needs.key) && !q.has(needs.other) {
			q.wrong(needs.key, "%s", needs.example)
		}
	}
	q.close()
	return out
}

// qos reads 0, 1 or 2.
func (m *mapping) qos(key string) string {
	if m.get(key) == nil {
		return ""
	}
	return strconv.Itoa(m.whole(key, 0, 2))
}

func (m *mapping) wifi(key string) FirmwareWiFi {
	w := m.within(key)
	w.also = map[string]string{"limit": "wait", "timeout": "wait", "join": "wait"}
	out := FirmwareWiFi{Wait: w.duration("wait")}
	w.close()
	return out
}

func (m *mapping) clock(key string) Clock {
	c := m.within(key)
	c.also = map[string]string{"ntp": "wait", "limit": "wait", "timeout": "wait"}
	out := Clock{Wait: c.duration("wait")}
	c.close()
	return out
}
