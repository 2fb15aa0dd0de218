package services_test

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/pki"
	"github.com/benchtrial/benchtrial/servers/services"
)

// patience is how long a test waits for what must happen; it is reached only by a test that fails.
const patience = 20 * time.Second

// started is a server with a service of its name.
func started(t *testing.T, service string) (*servers.Server, *pki.Authority) {
	t.Helper()
	authority, err := pki.New(pki.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := servers.Listen(t.Context(), servers.Config{Addr: "127.0.0.1:0", PKI: authority})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	found, ok := services.Lookup(service)
	if !ok {
		t.Fatalf("no service %q", service)
	}
	s.SetService(found)
	valid, _ := servers.Lookup("valid")
	if err := s.Use(valid); err != nil {
		t.Fatal(err)
	}
	return s, authority
}

// dial connects by TLS and asks for a name, or for none.
func dial(t *testing.T, s *servers.Server, authority *pki.Authority, name string) *tls.Conn {
	t.Helper()
	raw, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { raw.Close() })
	if err := raw.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	config := &tls.Config{ServerName: name, RootCAs: authority.RootPool()}
	if name == "" {
		config.InsecureSkipVerify = true // what is looked at is the server's answer
	}
	return tls.Client(raw, config)
}

const grant = `{"grant_type":"client_credentials","client_id":"b"}`

// request is a token request in the words of article 000, as it may be changed.
func request(version, host, agent, kind string) string {
	head := "POST /oauth/token " + version + "\r\n"
	for _, h := range [][2]string{{"Host", host}, {"User-Agent", agent}, {"Content-Type", kind}} {
		if h[1] != "" {
			head += h[0] + ": " + h[1] + "\r\n"
		}
	}
	return head + fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(grant), grant)
}

// The reasons for which HTTPClient failed against an edge where a request by hand did not, each by itself.
func TestEdge(t *testing.T) {
	s, authority := started(t, "edge-token")
	const json = "application/json"
	for name, tc := range map[string]struct {
		request string
		status  int
		from    string // who answered
		chunked bool
		says    string
	}{
		"by hand":               {request("HTTP/1.0", pki.DefaultHost, "ESP8266", json), 200, "token", false, "bench-b"},
		"HTTP/1.1":              {request("HTTP/1.1", pki.DefaultHost, "ESP8266", json), 200, "token", true, "bench-b"},
		"host with a port":      {request("HTTP/1.1", pki.DefaultHost+":443", "ESP8266", json), 200, "token", true, "bench-b"},
		"no content type":       {request("HTTP/1.1", pki.DefaultHost, "ESP8266", ""), 400, "token", true, "missing parameter: grant_type"},
		"the library's name":    {request("HTTP/1.1", pki.DefaultHost, "ESP32HTTPClient", json), 403, "edge-403", true, "Error 1010"},
		"the other library's":   {request("HTTP/1.0", pki.DefaultHost, "ESP8266HTTPClient", json), 403, "edge-403", false, "Error 1010"},
		"no name":               {request("HTTP/1.1", pki.DefaultHost, "", json), 403, "edge-403", true, "Error 1010"},
		"another host":          {request("HTTP/1.1", "other.test", "ESP8266", json), 421, "edge-421", true, "another host"},
		"no host":               {request("HTTP/1.0", "", "ESP8266", json), 400, "edge-400", false, "names no host"},
		"host in other letters": {request("HTTP/1.0", strings.ToUpper(pki.DefaultHost), "ESP8266", json), 200, "token", false, "bench-b"},
	} {
		t.Run(name, func(t *testing.T) {
			c := dial(t, s, authority, pki.DefaultHost)
			defer c.Close()
			if _, err := io.WriteString(c, tc.request); err != nil {
				t.Fatal(err)
			}
			response, err := http.ReadResponse(bufio.NewReader(c), nil)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(response.Body)
			if err != nil || response.StatusCode != tc.status || !strings.Contains(string(body), tc.says) || response.Header.Get("Server") != "edge" {
				t.Errorf("%d with %q: %v", response.StatusCode, body, err)
			}
			if chunked := len(response.TransferEncoding) > 0; chunked != tc.chunked || response.Close == tc.chunked || response.ContentLength >= 0 {
				t.Errorf("chunked %t, closes %t, length %d", chunked, response.Close, response.ContentLength)
			}
			seen := s.Seen()
			last := seen[len(seen)-1]
			if last.Reply != tc.from || last.ReplyBody != string(body) || last.ReplyFails != (tc.status != 200) {
				t.Errorf("noted the reply %q: %q", last.Reply, last.ReplyBody)
			}
		})
	}
}

// A connection of HTTP/1.1 takes further requests, until the client asks for its end.
func TestEdgeKeepsAlive(t *testing.T) {
	s, authority := started(t, "edge-token")
	c := dial(t, s, authority, pki.DefaultHost)
	in := bufio.NewReader(c)
	good := request("HTTP/1.1", pki.DefaultHost, "ESP8266", "application/json")
	last := strings.Replace(good, "Host:", "Connection: close\r\nHost:", 1)
	for i, sends := range []string{good, good, last} {
		if _, err := io.WriteString(c, sends); err != nil {
			t.Fatal(err)
		}
		response, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(response.Body); err != nil || response.StatusCode != 200 || response.Close != (i == 2) {
			t.Errorf("reply %d: %d, closes %t, %v", i, response.StatusCode, response.Close, err)
		}
	}
	if rest, err := io.ReadAll(in); err != nil || len(rest) != 0 {
		t.Errorf("after the last reply came %q, %v", rest, err)
	}
	if seen := s.Seen()[0]; seen.Requests != 3 || seen.Extra != 0 {
		t.Errorf("%d requests: %s", seen.Requests, seen.Summary())
	}
}

// Without a server name, or with an address in its place, there is no handshake.
func TestEdgeWantsSNI(t *testing.T) {
	s, authority := started(t, "edge-token")
	c := dial(t, s, authority, "")
	if err := c.Handshake(); err == nil || !strings.Contains(err.Error(), "handshake failure") {
		t.Errorf("the client got %v", err)
	}
	c.NetConn().Close()
	if c := dial(t, s, authority, pki.DefaultHost); c.Handshake() != nil {
		t.Error("a handshake with the right name failed")
	} else if sent := c.ConnectionState().PeerCertificates; len(sent) != 2 {
		t.Errorf("the server sent %d certificates, want leaf and intermediate", len(sent))
	}
}

// The edge passes on what the service wants of TLS.
func TestEdgeOfAServiceThatWantsCertificates(t *testing.T) {
	mqtt, _ := services.Lookup("mqtt")
	authority, err := pki.New(pki.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var config tls.Config
	edge := services.Edge(servers.Service{Name: "x", TLS: mqtt.TLS})
	edge.TLS(&config, authority)
	if edge.Name != "edge-x" || config.ClientAuth != tls.RequireAndVerifyClientCert || config.GetConfigForClient == nil {
		t.Errorf("%s wants certificates: %v", edge.Name, config.ClientAuth)
	}
}
