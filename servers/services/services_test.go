package services

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/http1"
	"github.com/benchtrial/benchtrial/servers/wire"
)

func asked(t *testing.T, raw string) servers.Exchange {
	t.Helper()
	r, err := http1.ParseRequest([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	return servers.Exchange{Request: r}
}

func post(kind, body string) string {
	head := "POST /oauth/token HTTP/1.0\r\nHost: a.test\r\n"
	if kind != "" {
		head += "Content-Type: " + kind + "\r\n"
	}
	raw, _ := json.Marshal(len(body))
	return head + "Content-Length: " + string(raw) + "\r\n\r\n" + body
}

func TestToken(t *testing.T) {
	for name, test := range map[string]struct{ request, status, says string }{
		"json":            {post("application/json", `{"grant_type":"client_credentials","client_id":"b"}`), "200", "bench-b"},
		"json, charset":   {post("application/json; charset=utf-8", `{"grant_type":"client_credentials","client_id":"b"}`), "200", "bench-b"},
		"form":            {post("application/x-www-form-urlencoded", "grant_type=client_credentials&client_id=b"), "200", "bench-b"},
		"no content type": {post("", `{"grant_type":"client_credentials","client_id":"b"}`), "400", "missing parameter: grant_type"},
		"form that is json": {post("application/x-www-form-urlencoded", `{"grant_type":"client_credentials","client_id":"b"}`), "400",
			"missing parameter: grant_type"},
		"no client":  {post("application/json", `{"grant_type":"client_credentials"}`), "400", "missing parameter: client_id"},
		"cut json":   {post("application/json", `{"grant_type":`), "400", "missing parameter: grant_type"},
		"get":        {"GET /oauth/token HTTP/1.0\r\nHost: a\r\n\r\n", "405", "takes POST"},
		"empty body": {post("application/json", ""), "400", "missing parameter"},
	} {
		t.Run(name, func(t *testing.T) {
			reply := Token(asked(t, test.request))
			wire := string(reply.Bytes())
			if !strings.HasPrefix(wire, "HTTP/1.1 "+test.status) || !strings.Contains(reply.Body, test.says) || !strings.HasSuffix(wire, reply.Body) {
				t.Errorf("got %q, wanted %s with %q", wire, test.status, test.says)
			}
		})
	}
}

func TestTLSCheck(t *testing.T) {
	for name, test := range map[string]struct {
		suites     []uint16
		extensions []wire.Extension
		version    uint16
		rating     string
		insecure   int
	}{
		"good":       {[]uint16{0xc02b, 0x00ff}, []wire.Extension{{Type: 35}}, 0x0303, "Probably Okay", 0},
		"no tickets": {[]uint16{0xc02b}, nil, 0x0303, "Improvable", 0},
		"static RSA": {[]uint16{0x009c}, []wire.Extension{{Type: 35}}, 0x0303, "Improvable", 0},
		"3DES, RC4":  {[]uint16{0xc02b, 0x000a, 0x0005}, []wire.Extension{{Type: 35}}, 0x0303, "Bad", 2},
		"TLS 1.1":    {[]uint16{0xc009}, []wire.Extension{{Type: 35}}, 0x0302, "Bad", 0},
	} {
		t.Run(name, func(t *testing.T) {
			hello := &wire.ClientHello{Version: test.version, Suites: test.suites, Extensions: test.extensions}
			var got checked
			if err := json.Unmarshal([]byte(TLSCheck(servers.Exchange{Hello: hello}).Body), &got); err != nil {
				t.Fatal(err)
			}
			if got.Rating != test.rating || len(got.Insecure) != test.insecure {
				t.Errorf("rated %q with %v, wanted %q and %d insecure", got.Rating, got.Insecure, test.rating, test.insecure)
			}
			for _, suite := range got.Given {
				if strings.Contains(suite, "SCSV") || !strings.HasPrefix(suite, "TLS_") {
					t.Errorf("%q is listed as a suite", suite)
				}
			}
		})
	}
}

func TestEcho(t *testing.T) {
	reply := Echo(asked(t, post("application/x-www-form-urlencoded", "a=1&b=x%20y")))
	var got struct {
		Form    map[string]string
		Headers map[string]string
		URL     string
	}
	if err := json.Unmarshal([]byte(reply.Body), &got); err != nil {
		t.Fatal(err)
	}
	if got.Form["b"] != "x y" || got.Headers["host"] != "a.test" || got.URL != "https://a.test/oauth/token" {
		t.Errorf("echoed %+v", got)
	}
}

func TestLookup(t *testing.T) {
	for _, name := range Names() {
		if s, ok := Lookup(name); !ok || s.Name != name {
			t.Errorf("%s is listed and not found", name)
		}
	}
	if _, ok := Lookup("nonsense"); ok {
		t.Error("a service that does not exist was found")
	}
}
