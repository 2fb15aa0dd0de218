package match_test

import (
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/wire/wiretest"
)

func TestGreetAs(t *testing.T) {
	greets := func(names ...string) *harness.Result {
		return result(func(r *harness.Result) {
			for i, name := range names {
				r.Conns = append(r.Conns, servers.Conn{Attempt: i + 1, Hello: wiretest.ClientHello(t, name)})
			}
		})
	}
	for _, c := range []struct {
		name   string
		result *harness.Result
		want   string // part of the failure, "" when it passes
	}{
		{"the stack that is stated", greets("mbedtls3", "mbedtls3"), ""},
		{"another core", greets("mbedtls2"), "attempt 1: the ClientHello is that of mbedTLS 2"},
		{"another one at the second attempt", greets("mbedtls3", "bearssl"), "attempt 2: the ClientHello is that of BearSSL"},
		{"no hello", result(func(*harness.Result) {}), "it sent no ClientHello"},
	} {
		m := match.GreetAs(profile.ESP32v3)
		ok, err := m.Match(c.result)
		if err != nil || ok != (c.want == "") || !ok && !strings.Contains(m.FailureMessage(c.result), c.want) {
			t.Errorf("%s: %v, %v", c.name, ok, err)
		}
	}
}
