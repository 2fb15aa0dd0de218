package match_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/dns"
	"github.com/benchtrial/benchtrial/servers/wire"
)

const psk = "correct horse"

var secrets = []harness.Secret{harness.NewSecret("the password", psk), harness.NewSecret("the key", "0123456789abcdef")}

func TestTellNoSecret(t *testing.T) {
	judge(t, match.TellNoSecret(secrets), says("boot", "joining bench"), "")
	judge(t, match.TellNoSecret(secrets), says("boot", "joining with "+psk), "the password stands on the console, in line 2")
	judge(t, match.TellNoSecret(secrets), says("boot", "0123456789abcdef"), "the key stands on the console, in line 2")
	split := says("boot")
	split.Text = []byte("boot\r\n" + psk)
	judge(t, match.TellNoSecret(secrets), split, "the password stands on the console")
}

func TestSendNoSecret(t *testing.T) {
	sends := func(change func(*servers.Conn)) *harness.Result {
		return result(func(r *harness.Result) {
			c := servers.Conn{Attempt: 1}
			change(&c)
			r.Conns = []servers.Conn{c}
		})
	}
	judge(t, match.SendNoSecret(secrets), posted("POST /a HTTP/1.0\r\n\r\n"), "")
	judge(t, match.SendNoSecret(secrets), posted("POST /a HTTP/1.0\r\nX-Net: "+psk+"\r\n\r\n"), "the password was sent to the server inside TLS, on attempt 1")
	basic := base64.StdEncoding.EncodeToString([]byte("board:" + psk))
	judge(t, match.SendNoSecret(secrets), posted("POST /a HTTP/1.0\r\nAuthorization: Basic "+basic+"\r\n\r\n"), "inside TLS")
	inPieces := func(c *servers.Conn) {
		for _, part := range []string{"net=correct ", "horse"} {
			c.Segments = append(c.Segments, wire.Segment{FromClient: true, Bytes: []byte(part)})
		}
	}
	judge(t, match.SendNoSecret(secrets), sends(inPieces), "the password was sent in clear, on attempt 1")
	fromServer := func(c *servers.Conn) { c.Segments = []wire.Segment{{Bytes: []byte(psk)}} }
	judge(t, match.SendNoSecret(secrets), sends(fromServer), "")
	asked := result(func(r *harness.Result) { r.Others = []dns.Query{{Name: "0123456789abcdef.example"}} })
	judge(t, match.SendNoSecret(secrets), asked, "the key was sent to the name server")
}

// A failure must not repeat what it is about.
func TestSecretFaultsDoNotRepeatTheSecret(t *testing.T) {
	m := match.SendNoSecret(secrets)
	r := posted("POST /a HTTP/1.0\r\nX-Net: " + psk + "\r\n\r\n")
	if ok, err := m.Match(r); ok || err != nil {
		t.Fatal(ok, err)
	}
	if first, _, _ := strings.Cut(m.FailureMessage(r), "\n"); strings.Contains(first, psk) {
		t.Errorf("the message says it: %s", first)
	}
}

func TestKeepItsSecrets(t *testing.T) {
	with := func(lines ...string) *harness.Result {
		r := says(lines...)
		fw := *promised
		fw.Secrets, fw.Request.Body = []string{"abc-123", config.BodyPlaceholder}, config.Body{Kind: config.BodyBench}
		r.Firmware = &fw
		return r
	}
	body := string(harness.BodyDefault.Bytes())
	judge(t, match.KeepItsSecrets(), with("boot", "Done!"), "")
	judge(t, match.KeepItsSecrets(), with("boot", "key abc-123"), "secret 1 of its contract stands on the console, in line 2")
	judge(t, match.KeepItsSecrets(), with("boot", "sending "+body), "the request's body stands on the console, in line 2")
	clear := with("boot")
	clear.Conns = []servers.Conn{{Attempt: 3, Segments: []wire.Segment{{FromClient: true, Bytes: []byte("GET /?key=abc-123")}}}}
	judge(t, match.KeepItsSecrets(), clear, "secret 1 of its contract was sent in clear, on attempt 3")
	if m := match.KeepItsSecrets(); true {
		r := with("key abc-123")
		if ok, _ := m.Match(r); ok || strings.Contains(strings.SplitN(m.FailureMessage(r), "\n", 2)[0], "abc-123") {
			t.Errorf("the sentence repeats the secret: %s", m.FailureMessage(r))
		}
	}
}
