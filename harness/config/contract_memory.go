package config

import (
	"slices"
	"strings"
)

// Heap is what the firmware promises of its memory.
type Heap struct {
	Lowest int // bytes that stay free at any time while the server is good, 0 = not promised
}

// Fragment is what the firmware asks of the length of a server's records (RFC 6066, section 4).
type Fragment struct {
	Asks   int  // bytes that no record is to be longer than, in every ClientHello; 0 = not promised
	Probes bool // it first asks over a connection of its own whether the server agrees, before each attempt
}

// AtOnce is what a firmware does that holds one connection open and makes others beside it. Held and Beside are the request
// lines, as in GET /state HTTP/1.1.
type AtOnce struct {
	Held   string // asked again and again on the connection that stays open
	Beside string // sent once on each connection that is made beside it
	Cannot string // printed when one of those could not be made
}

// Promised tells whether the contract says anything about several connections.
func (a AtOnce) Promised() bool { return a.Held != "" }

// fragmentLengths are the lengths that can be asked for.
var fragmentLengths = []int{512, 1024, 2048, 4096}

// mostHeap is more than any of the chips has, in bytes.
const mostHeap = 8 << 20

func (m *mapping) heapKept(key string) Heap {
	h := m.within(key)
	h.also = map[string]string{"least": "lowest", "min": "lowest", "minimum": "lowest", "free": "lowest"}
	out := Heap{Lowest: h.whole("lowest", 1, mostHeap)}
	if m.has(key) {
		h.require("lowest", "lowest: 20000")
	}
	h.close()
	return out
}

func (m *mapping) fragment(key string) Fragment {
	f := m.within(key)
	f.also = map[string]string{"length": "asks", "size": "asks", "bytes": "asks", "probe": "probes"}
	out := Fragment{Asks: f.whole("asks", 1, 1<<14), Probes: f.flag("probes")}
	if m.has(key) {
		f.require("asks", "asks: 512")
	}
	if out.Asks > 0 && !slices.Contains(fragmentLengths, out.Asks) {
		f.wrong("asks", "is %d; a client can ask for 512, 1024, 2048 or 4096 bytes (RFC 6066, 4)", out.Asks)
	}
	f.close()
	return out
}

func (m *mapping) atOnce(key string, retry Retry) AtOnce {
	a := m.within(key)
	a.also = map[string]string{"first": "held", "open": "held", "second": "beside", "other": "beside", "failed": "cannot", "cannot_connect": "cannot"}
	out := AtOnce{Held: a.requestLine("held"), Beside: a.requestLine("beside"), Cannot: a.printed("cannot")}
	if m.has(key) {
		a.require("held", "held: GET /state HTTP/1.1")
		a.require("beside", "beside: POST /report HTTP/1.1")
	}
	if out.Held != "" && out.Held == out.Beside {
		a.wrong("beside", "is the same as held, so that nobody can tell one connection from the other; let the two ask for different things")
	}
	if out.Promised() && retry.Attempts > 0 {
		m.wrong(key, "is about connections that are made again and again, and retry.attempts says %d in all; write attempts: endless, or remove it", retry.Attempts)
	}
	a.close()
	return out
}

// requestLine reads a request line as it stands in a request.
func (m *mapping) requestLine(key string) string {
	text := m.text(key)
	parts := strings.Split(text, " ")
	whole := len(parts) == 3 && token.MatchString(parts[0]) && targets.MatchString(parts[1]) && (parts[2] == "HTTP/1.0" || parts[2] == "HTTP/1.1")
	if text != "" && !whole {
		m.wrong(key, "is %s, which is no request line; write for example GET /state HTTP/1.1", quote(text))
		return ""
	}
	return text
}
