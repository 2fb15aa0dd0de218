package services

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/http1"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// Edge stands in front of an HTTP service as the edge of a content network does. Firmware that reaches the service itself
// can fail here, for reasons that the service never learns of:
//
//   - without SNI there is no certificate to show, and the handshake fails with handshake_failure(40);
//   - a Host that is not the name of the SNI is answered 421, none 400;
//   - no User-Agent, or one that a library sends by itself, is answered 403 with the edge's own page (error 1010);
//   - a client of HTTP/1.1 is answered in chunks, on a connection that stays open; one of HTTP/1.0 gets the bare body,
//     which ends with the connection.
//
// All else is the service's answer, under the service's name: a body whose Content-Type is missing comes there unread.
func Edge(service servers.Service) servers.Service {
	return servers.Service{
		Name:     "edge-" + service.Name,
		Protocol: servers.ProtocolHTTP,
		Reply: func(x servers.Exchange) http1.Reply {
			if refused, ok := turnedAway(x); ok {
				return framed(refused, x.Request)
			}
			return framed(service.Reply(x), x.Request)
		},
		TLS: func(c *tls.Config, authority *pki.Authority) {
			if service.TLS != nil {
				service.TLS(c, authority)
			}
			wantSNI(c)
		},
	}
}

// wantSNI has handshakes without a server name fail. An address is no name (RFC 6066, 3). crypto/tls sends
// handshake_failure where nothing is left to agree on.
func wantSNI(c *tls.Config) {
	c.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if hello.ServerName != "" && net.ParseIP(hello.ServerName) == nil {
			return nil, nil // as it is
		}
		none := c.Clone()
		none.GetConfigForClient = nil
		none.CipherSuites, none.MaxVersion = []uint16{}, tls.VersionTLS12
		return none, nil
	}
}

// libraryAgents are what HTTP libraries call themselves when the program on top of them does not say who it is. The
// first two are HTTPClient's on the ESP32 and the ESP8266.
var libraryAgents = []string{
	"ESP32HTTPClient", "ESP8266HTTPClient", "Python-urllib/", "Go-http-client/", "Java/", "libwww-perl/",
}

// turnedAway is the edge's own answer to a request that does not come through.
func turnedAway(x servers.Exchange) (http1.Reply, bool) {
	host := hostname(x.Request.Get("Host"))
	agent := strings.TrimSpace(x.Request.Get("User-Agent"))
	known := agent == ""
	for _, library := range libraryAgents {
		known = known || strings.HasPrefix(agent, library)
	}
	switch {
	case host == "":
		return page("400 Bad Request", "The request names no host."), true
	case x.Hello != nil && !strings.EqualFold(host, strings.TrimSuffix(x.Hello.ServerName, ".")):
		return page("421 Misdirected Request", "The request is for another host than the connection."), true
	case known:
		return page("403 Forbidden", "Error 1010: access is denied by the signature of the client."), true
	}
	return http1.Reply{}, false
}

// hostname is the value of Host without its port.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.TrimSuffix(host, ".")
}

// page is an answer of the edge itself.
func page(status, text string) http1.Reply {
	code := strings.Fields(status)[0]
	body := fmt.Sprintf("<!DOCTYPE html>\n<html><head><title>%s</title></head>\n<body><h1>%s</h1><p>%s</p></body></html>\n",
		status, status, text)
	return reply("edge-"+code, status, "text/html; charset=UTF-8", body)
}

// framed gives a whole reply the frame in which the edge sends all of them.
func framed(r http1.Reply, request http1.Request) http1.Reply {
	// The edge only stands before services whose replies are whole; another one would be passed on as it is.
	response, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(r.Bytes())), nil)
	if err != nil {
		return r
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return r
	}
	head := "HTTP/1.1 " + response.Status + "\r\nServer: edge\r\nContent-Type: " + response.Header.Get("Content-Type") + "\r\n"
	if request.Version == "HTTP/1.0" {
		r.Pieces = []http1.Piece{{Bytes: []byte(head + "Connection: close\r\n\r\n" + string(body))}}
		return r
	}
	connection := "keep-alive"
	if r.KeepAlive = !asksToClose(request); r.KeepAlive {
		r.Close = http1.KeepOpen
	} else {
		connection = "close"
	}
	head += "Transfer-Encoding: chunked\r\nConnection: " + connection + "\r\n\r\n"
	chunk := fmt.Sprintf("%x\r\n%s\r\n", len(body), body)
	if len(body) == 0 {
		chunk = "" // a chunk of no bytes would be the last one
	}
	r.Pieces = []http1.Piece{{Bytes: []byte(head + chunk)}, {Bytes: []byte("0\r\n\r\n")}}
	return r
}

// asksToClose tells whether a client of HTTP/1.1 wants the connection to end after the reply.
func asksToClose(r http1.Request) bool {
	for part := range strings.SplitSeq(strings.Join(r.Values("Connection"), ","), ",") {
		if strings.EqualFold(strings.TrimSpace(part), "close") {
			return true
		}
	}
	return false
}
