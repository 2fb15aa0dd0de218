package servers

import (
	"fmt"
	"strings"
)

// conversation is what was said in a protocol of messages: the client's part, then the server's.
func (c Conn) conversation() []string {
	client, server := c.said(true), c.said(false)
	if len(client) == 0 {
		client = []string{"nothing that could be understood"}
	}
	if len(server) == 0 {
		server = []string{"nothing"}
	}
	return append(client, "answered by "+strings.Join(server, ", "))
}

// said is one side's part: its first message, which opens the conversation, in full; the others counted by their kinds, in
// the order in which each came first.
func (c Conn) said(byClient bool) []string {
	var first string
	var kinds []string
	count := map[string]int{}
	for _, m := range c.Messages {
		switch {
		case m.FromClient != byClient:
		case first == "":
			first = m.Text
		default:
			if count[m.Kind]++; count[m.Kind] == 1 {
				kinds = append(kinds, m.Kind)
			}
		}
	}
	if first == "" {
		return nil
	}
	out := []string{first}
	for _, kind := range kinds {
		out = append(out, fmt.Sprintf("%d %s", count[kind], c.noun(kind, count[kind])))
	}
	return out
}

// noun is what messages of a kind are called.
func (c Conn) noun(kind string, n int) string {
	switch {
	case c.Protocol != ProtocolWebSocket:
		return kind
	case n == 1:
		return kind + " frame"
	}
	return kind + " frames"
}
