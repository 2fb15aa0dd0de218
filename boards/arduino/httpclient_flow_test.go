package arduino

import (
	"crypto/tls"
	"net"
	"strings"
	"testing"
)

func TestConnectionIsReused(t *testing.T) {
	t.Parallel()
	onEachHTTP(t, func(t *testing.T, fqbn, elf string) {
		last := answer{reply: head200 + "Connection: close\r\nContent-Length: 1\r\n\r\n3"}
		b, e := newExchange(t, sized("1"), sized("2"), last, sized("4"))
		next := []string{"body", "end", "with " + page, "GET"}
		commands := append([]string{"with " + page, "GET"}, next...)
		commands = append(append(append(commands, next...), next...), "body")
		r := b.run(elf, commands...)
		want := "1 GET /page HTTP/1.1\n1 GET /page HTTP/1.1\n1 GET /page HTTP/1.1\n2 GET /page HTTP/1.1"
		if got := e.lines(); got != want {
			t.Errorf("the server saw\n%s, want\n%s", got, want)
		}
		for _, body := range []string{"1", "2", "3", "4"} {
			r.has(t, "body 1 ["+body+"]\n")
		}
	})
}

// What the sketch left unread of a reply is not taken for the next one's.
func TestUnreadBodyIsThrownAway(t *testing.T) {
	t.Parallel()
	onEachHTTP(t, func(t *testing.T, fqbn, elf string) {
		b, e := newExchange(t, sized("unread"), sized("read"))
		b.run(elf, "with "+page, "GET", "wait 500", "GET", "body").has(t, "body 4 [read]\n")
		if want := "1 GET /page HTTP/1.1\n1 GET /page HTTP/1.1"; e.lines() != want {
			t.Errorf("the server saw\n%s, want\n%s", e.lines(), want)
		}
	})
}

func TestNoReuseNoSecondRequest(t *testing.T) {
	t.Parallel()
	onEachHTTP(t, func(t *testing.T, fqbn, elf string) {
		for _, setting := range []string{"reuse 0", "http10 1"} {
			b, e := newExchange(t, sized("1"), sized("2"))
			b.run(elf, setting, "with "+page, "GET", "body", "end", "with "+page, "GET", "body", "connected").has(t, "connected 0\n")
			if lines := e.lines(); !strings.HasPrefix(lines, "1 GET") || !strings.Contains(lines, "\n2 GET") {
				t.Errorf("%s: the server saw\n%s, want two connections", setting, lines)
			}
		}
	})
}

// A connection that the server closed meanwhile is made anew.
func TestServerThatClosedMeanwhile(t *testing.T) {
	t.Parallel()
	onEachHTTP(t, func(t *testing.T, fqbn, elf string) {
		first := sized("1")
		first.then = closes
		b, e := newExchange(t, first, sized("2"))
		r := b.run(elf, "with "+page, "GET", "body", "end", "wait 500", "with "+page, "POST abc", "body")
		r.has(t, "body 1 [2]\n")
		if want := "1 GET /page HTTP/1.1\n2 POST /page HTTP/1.1 abc"; e.lines() != want {
			t.Errorf("the server saw\n%s, want\n%s", e.lines(), want)
		}
	})
}

// A server that is gone without a word is noticed by the request that meets nobody: an error, and no second try.
func TestServerThatIsDead(t *testing.T) {
	t.Parallel()
	onEachHTTP(t, func(t *testing.T, fqbn, elf string) {
		first := sized("1")
		b, e := newExchange(t, first, answer{then: closes})
		r := b.run(elf, "with "+page, "GET", "body", "end", "with "+page, "POST abc")
		r.has(t, "code -5 [the connection was lost]\n")
		if want := "1 GET /page HTTP/1.1\n1 POST /page HTTP/1.1 abc"; e.lines() != want {
			t.Errorf("the server saw\n%s, want\n%s", e.lines(), want)
		}
	})
}

// route is a request that a reply sends elsewhere.
type route struct {
	name     string
	commands []string
	status   string
	want     string // what the server sees after the first request
	code     string
}

var routes = []route{
	{"not asked for", []string{"GET"}, "301 Moved", "", "code 301 []"},
	{"301 GET", []string{"follow 1", "GET"}, "301 Moved", "1 GET /there?x=y HTTP/1.1", "code 200 []"},
	{"307 HEAD", []string{"follow 1", "send HEAD"}, "307 Temporary", "1 HEAD /there?x=y HTTP/1.1", "code 200 []"},
	{"301 POST", []string{"follow 1", "POST abc"}, "301 Moved", "", "code 301 []"},
	{"307 POST", []string{"follow 1", "POST abc"}, "307 Temporary", "", "code 307 []"},
	{"302 POST", []string{"follow 1", "POST abc"}, "302 Found", "1 GET /there?x=y HTTP/1.1", "code 200 []"},
	{"303 POST", []string{"follow 1", "POST abc"}, "303 See Other", "1 GET /there?x=y HTTP/1.1", "code 200 []"},
	{"307 POST by force", []string{"follow 2", "POST abc"}, "307 Temporary", "1 POST /there?x=y HTTP/1.1 abc", "code 200 []"},
	{"301 POST by force", []string{"follow 2", "POST abc"}, "301 Moved", "1 POST /there?x=y HTTP/1.1 abc", "code 200 []"},
	{"307 of a stream by force", []string{"follow 2", "stream 3 abc"}, "307 Temporary", "", "code 307 []"},
	{"304 is none", []string{"follow 2", "GET"}, "304 Not Modified", "", "code 304 []"},
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	onEachHTTP(t, func(t *testing.T, fqbn, elf string) {
		for _, c := range routes {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				away := answer{reply: "HTTP/1.1 " + c.status + "\r\nLocation: /there?x=y\r\nContent-Length: 0\r\n\r\n"}
				b, e := newExchange(t, away, answer{reply: head200 + "Content-Length: 0\r\n\r\n"})
				r := b.run(elf, append([]string{"with " + page}, c.commands...)...)
				r.has(t, c.code)
				_, rest, _ := strings.Cut(e.lines(), "\n")
				if rest != c.want {
					t.Errorf("after the first request the server saw %q, want %q", rest, c.want)
				}
			})
		}
	})
}

// Locations as servers write them, seen from /a/page.
func TestPlacesOfRedirects(t *testing.T) {
	t.Parallel()
	onEachHTTP(t, func(t *testing.T, fqbn, elf string) {
		for location, want := range map[string]string{
			"there":                          "1 GET /a/there HTTP/1.1",
			"/there":                         "1 GET /there HTTP/1.1",
			"http://" + host + ":PORT/there": "1 GET /there HTTP/1.1",
			"//" + host + ":PORT/there":      "1 GET /there HTTP/1.1",
			"http://alias.bench.test:PORT/x": "2 GET /x HTTP/1.1",
			"ftp://" + host + "/there":       "",
			"":                               "",
		} {
			e := &exchange{}
			b := newBench(t, func(c *recorded) { e.serve(c) })
			away := "HTTP/1.1 301 Moved\r\nLocation: " + strings.ReplaceAll(location, "PORT", b.port()) + "\r\nContent-Length: 4\r\n\r\ngone"
			e.answer(answer{reply: away}, sized("here"))
			r := b.run(elf, "follow 1", "with http://"+host+":PORT/a/page?q=/b", "GET", "body")
			_, got, _ := strings.Cut(e.lines(), "\n")
			if got != want {
				t.Errorf("%q: the client went for %q, want %q", location, got, want)
			}
			if want != "" {
				r.has(t, "body 4 [here]")
			} else {
				r.has(t, "code 301 []\nbody 4 [gone]")
			}
		}
	})
}

func TestRedirectsEnd(t *testing.T) {
	t.Parallel()
	onEachHTTP(t, func(t *testing.T, fqbn, elf string) {
		var round []answer
		for range 20 {
			round = append(round, answer{reply: "HTTP/1.1 302 Found\r\nLocation: /round\r\nContent-Length: 0\r\n\r\n"})
		}
		for setting, want := range map[string]int{"limit 3": 4, "follow 1": 11} {
			b, e := newExchange(t, round...)
			b.run(elf, "follow 1", setting, "with "+page, "GET").has(t, "code 302 []\n")
			if got := strings.Count(e.lines(), "GET "); got != want {
				t.Errorf("%s: %d requests, want %d", setting, got, want)
			}
		}
	})
}

func TestSetURL(t *testing.T) {
	t.Parallel()
	onEachHTTP(t, func(t *testing.T, fqbn, elf string) {
		b, e := newExchange(t, sized("1"), sized("2"), sized("3"))
		r := b.run(elf, "with "+page, "GET", "body", "url /other", "GET", "body", "url http://alias.bench.test:PORT/third", "GET", "body", "url ftp://x/")
		r.has(t, "body 1 [3]\nurl 0\n")
		if want := "1 GET /page HTTP/1.1\n1 GET /other HTTP/1.1\n2 GET /third HTTP/1.1"; e.lines() != want {
			t.Errorf("the server saw\n%s, want\n%s", e.lines(), want)
		}
	})
}

// A wrong certificate is a connection that was refused, whatever the sketch wanted to send.
func TestTrustOverTLS(t *testing.T) {
	t.Parallel()
	onEachHTTP(t, func(t *testing.T, fqbn, elf string) {
		root, other := newCA(t, nil, "Bench Root"), newCA(t, nil, "Other Root")
		config := serving(newLeaf(t, root, nil))
		for _, c := range []struct {
			ca   *identity
			want string
		}{{root, "code 200 []\nbody 2 [ok]"}, {other, notConnected(fqbn)}} {
			e := &exchange{answers: []answer{sized("ok")}}
			b := newBench(t, serveTLS(config, func(s *tls.Conn) { e.serve(s) }))
			r := b.run(elf, today(fqbn), block("ca", certPEM(c.ca)), "tls https://"+host+":PORT/page", "POST abc", "body")
			r.has(t, c.want)
			if (e.lines() == "1 POST /page HTTP/1.1 abc") != (c.ca == root) {
				t.Errorf("the server saw %q", e.lines())
			}
		}
	})
}

// The ESP32's client makes connections of its own: with a CA it checks, without one it does not.
func TestOwnConnectionsOfTheESP32(t *testing.T) {
	t.Parallel()
	root, other := newCA(t, nil, "Bench Root"), newCA(t, nil, "Other Root")
	config := serving(newLeaf(t, root, nil))
	url := "https://" + host + ":PORT/page"
	for _, fqbn := range []string{FQBN, FQBN2} {
		for name, c := range map[string]struct {
			commands []string
			want     string
		}{
			"right CA":             {[]string{block("ca", certPEM(root)), "beginca " + url, "GET", "body"}, "code 200 []\nbody 2 [ok]"},
			"wrong CA":             {[]string{block("ca", certPEM(other)), "beginca " + url, "GET"}, "code -1 [connection refused]"},
			"no CA":                {[]string{"begin " + url, "GET", "body"}, "code 200 []\nbody 2 [ok]"},
			"wrong CA after no CA": {[]string{block("ca", certPEM(other)), "begin " + url, "GET", "body", "end", "beginca " + url, "GET"}, "code -1 [connection refused]"},
		} {
			t.Run(fqbn+"/"+name, func(t *testing.T) {
				t.Parallel()
				e := &exchange{answers: []answer{sized("ok"), sized("ok")}}
				b := newBench(t, serveTLS(config, func(s *tls.Conn) { e.serve(s) }))
				b.run(compile(t, "http_probe", fqbn), c.commands...).has(t, c.want)
			})
		}
	}
}

// http and https are served by connections of different kinds: a redirect from one to the other changes the kind.
func TestRedirectFromPlainToTLS(t *testing.T) {
	t.Parallel()
	root := newCA(t, nil, "Bench Root")
	e := &exchange{answers: []answer{sized("safe")}}
	safe := newBench(t, serveTLS(serving(newLeaf(t, root, nil)), func(s *tls.Conn) { e.serve(s) }))
	_, port, _ := net.SplitHostPort(safe.listener.Addr().String())
	b, _ := newExchange(t, answer{reply: "HTTP/1.1 301 Moved\r\nLocation: https://" + host + ":" + port + "/safe\r\nContent-Length: 0\r\n\r\n"})
	r := b.run(compile(t, "http_probe", FQBN), "follow 1", "begin "+page, "GET", "body")
	r.has(t, "code 200 []\nbody 4 [safe]")
}

// A server that ends TCP without a close_notify is still there to the ESP32: the next request fails, and is not made again. The
// ESP8266 sees the end.
func TestServerThatEndedTLSMeanwhile(t *testing.T) {
	t.Parallel()
	onEachHTTP(t, func(t *testing.T, fqbn, elf string) {
		root := newCA(t, nil, "Bench Root")
		first := sized("1")
		first.then = closes
		e := &exchange{answers: []answer{first, sized("2")}}
		b := newBench(t, serveTLS(serving(newLeaf(t, root, nil)), func(s *tls.Conn) { e.serve(s) }))
		meet := "tls https://" + host + ":PORT/page"
		r := b.run(elf, today(fqbn), block("ca", certPEM(root)), meet, "GET", "body", "end", "wait 500", meet, "POST abc")
		code := number(t, `(?s)body 1 \[1\].*code (-?\d+) \[`, r.console)
		if fqbn == FQBN8266 {
			if _, conns := e.seen(); code != 200 || conns != 2 {
				t.Errorf("code %d after %d connections, want 200 after 2", code, conns)
			}
			return
		}
		if lost := code == -2 || code == -3 || code == -5 || code == -11; !lost || e.lines() != "1 GET /page HTTP/1.1" {
			t.Errorf("code %d, and the server saw\n%s, want an error and no second request", code, e.lines())
		}
	})
}
