package probe

import (
	"slices"
	"testing"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
)

func names(p Plan) (try, skip map[string]bool) {
	try, skip = map[string]bool{}, map[string]bool{}
	for _, sc := range p.Try {
		try[sc.Name] = true
	}
	for _, s := range p.Skip {
		skip[s.Scenario] = true
	}
	return try, skip
}

// Everything that a profile speaks of is tried, or a reason is told.
func TestNothingStatedIsLeftOut(t *testing.T) {
	sim := config.Board{Chip: "esp32", Simulated: true}
	for _, fw := range []*config.Firmware{
		{Trust: config.TrustCA, Retry: config.Retry{Attempts: 12}}, {Trust: config.TrustInsecure, Retry: config.Retry{Attempts: 1}},
		{Trust: config.TrustFingerprint, Retry: config.Retry{Endless: true}},
	} {
		plan := Choose(fw, sim, nil)
		try, skip := names(plan)
		for _, sc := range servers.Catalogue() {
			_, known := profile.Expect(profile.ESP32v3, config.TrustCA, sc)
			known = known && sc.Group != servers.GroupControl
			if got := try[sc.Name] || skip[sc.Name]; got != known {
				t.Errorf("%s with %s: %t, and a profile speaks of it: %t", sc.Name, fw.Trust, got, known)
			}
		}
		if len(try)+len(skip) != len(plan.Try)+len(plan.Skip) {
			t.Error("something is planned twice")
		}
	}
}

func TestChoose(t *testing.T) {
	ca := config.Firmware{Trust: config.TrustCA, Retry: config.Retry{Attempts: 12, Handshake: 1}}
	simulated, real := config.Board{Chip: "esp32", Simulated: true}, config.Board{Chip: "esp32"}
	with := func(change func(*config.Firmware)) *config.Firmware {
		fw := ca
		change(&fw)
		return &fw
	}
	for name, c := range map[string]struct {
		fw       *config.Firmware
		board    config.Board
		scenario string
		why      string // for which it is not tried
	}{
		"a chain":                      {&ca, simulated, "expired", ""},
		"a chain, insecure":            {with(func(fw *config.Firmware) { fw.Trust = config.TrustInsecure }), simulated, "expired", whyNeedsCA},
		"a chain, by fingerprint":      {with(func(fw *config.Firmware) { fw.Trust = config.TrustFingerprint }), simulated, "rsa1024", whyNeedsCA},
		"a chain within":               {with(func(fw *config.Firmware) { fw.Trust = config.TrustBundle }), simulated, "wrong.host-first", whyNeedsCA},
		"an RSA suite, insecure":       {with(func(fw *config.Firmware) { fw.Trust = config.TrustInsecure }), simulated, "static-rsa", ""},
		"an RSA suite, by fingerprint": {with(func(fw *config.Firmware) { fw.Trust = config.TrustFingerprint }), simulated, "static-rsa", whyNeedsCA},
		"a version, with a key":        {with(func(fw *config.Firmware) { fw.Trust = config.TrustPSK }), simulated, "tls-v1-0", whyShares},
		"a reset, with a key":          {with(func(fw *config.Firmware) { fw.Trust = config.TrustPSK }), simulated, "rst-after-client-hello", ""},
		"a version, insecure":          {with(func(fw *config.Firmware) { fw.Trust = config.TrustInsecure }), simulated, "tls-v1-0", ""},
		"a third attempt":              {with(func(fw *config.Firmware) { fw.Retry.Attempts = 2 }), simulated, "untrusted-after-reset", whyTooFew},
		"a second attempt":             {with(func(fw *config.Firmware) { fw.Retry.Attempts = 2 }), simulated, "wrong.host-first", ""},
		"an endless firmware":          {with(func(fw *config.Firmware) { fw.Retry = config.Retry{Endless: true} }), simulated, "untrusted-after-reset", ""},
		"a stall":                      {&ca, real, "stall-after-certificate", ""},
		"a stall without a limit":      {with(func(fw *config.Firmware) { fw.Retry.Handshake = 0 }), real, "stall-after-certificate", whyOwnLimit},
		"the same, in fast motion":     {with(func(fw *config.Firmware) { fw.Retry.Handshake = 0 }), simulated, "stall-after-certificate", ""},
		"a client's own signature":     {with(func(fw *config.Firmware) { fw.MQTT.ClientID = "x" }), simulated, agreedAfterwards, whySigned},
		"no signature of its own":      {&ca, simulated, agreedAfterwards, ""},
		"a reply, whatever it pins":    {with(func(fw *config.Firmware) { fw.Trust = config.TrustInsecure }), real, "bit-flipped-record", ""},
	} {
		plan := Choose(c.fw, c.board, []string{c.scenario})
		if c.why == "" {
			if len(plan.Try) != 1 || len(plan.Skip) != 0 || plan.Try[0].Name != c.scenario {
				t.Errorf("%s: %+v", name, plan)
			}
			continue
		}
		if len(plan.Try) != 0 || len(plan.Skip) != 1 || plan.Skip[0].Why != c.why {
			t.Errorf("%s: %+v", name, plan)
		}
	}
}

func TestPatterns(t *testing.T) {
	fw := &config.Firmware{Trust: config.TrustCA, Retry: config.Retry{Attempts: 3}}
	plan := Choose(fw, config.Board{Simulated: true}, []string{"tls-v1-*", "expired"})
	var got []string
	for _, sc := range plan.Try {
		got = append(got, sc.Name)
	}
	if want := []string{"expired", "tls-v1-0", "tls-v1-1", "tls-v1-2", "tls-v1-3", "tls-v1-3-capable"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if plan := Choose(fw, config.Board{}, []string{"no-such", "["}); len(plan.Try)+len(plan.Skip) != 0 {
		t.Errorf("%+v", plan)
	}
}
