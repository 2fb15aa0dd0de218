package config

import "regexp"

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
	w.also = map[string]string{"protocol": "subprotocol", "hello": "says", "text": "says", "heartbeat": "ping"}
	out := WebSocket{
		Subprotocol: w.text("subprotocol"),
		Says:        w.text("says"),
		Printed:     w.flag("printed"),
		Ping:        w.duration("ping"),
	}
	w.close()
	return out
}

func (m *mapping) mqtt(key string) MQTT {
	q := m.within(key)
	q.also = map[string]string{"keepalive": "keep_alive", "id": "client_id", "clean_session": "clean", "topic": "publishes", "message": "payload", "subscribe": "subscribes"}
	out := MQTT{
		ClientID:  q.text("client_id"),
		KeepAlive: q.duration("keep_alive"),
		Clean:     q.flag("clean"),
		Publishes: q.text("publishes"),
		Payload:   q.text("payload"),
		Subscribe: q.text("subscribes"),
		Printed:   q.flag("printed"),
	}
	if out.Payload != "" && out.Publishes == "" {
		q.wrong("payload", "needs the topic that it is published to; write publishes: bench/hello")
	}
	q.close()
	return out
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
