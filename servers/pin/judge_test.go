package pin

import (
	"bytes"
	"crypto/elliptic"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"net"
	"slices"
	"strings"
	"testing"
	"time"
)

// hand is what a chain is made of in most cases.
type hand struct{ root, mid, leaf *identity }

func dealt(t testing.TB, leafChanges ...change) hand {
	t.Helper()
	r := root(t, "Root")
	m := under(t, r, "Mid")
	return hand{r, m, leafOf(t, m, leafChanges...)}
}

func (h hand) sent() Chain { return sent(h.leaf, h.mid) }

var (
	all    = Profiles()
	esp32s = []Profile{ESP32v2, ESP32v3}
	only8  = []Profile{ESP8266}
	none   = []Profile(nil)
)

// verdicts are the rows of the decision table: what is sent and pinned, the rule that must be found, and who connects. The store knows
// the root. They restate the measured matrix and do not follow from the code.
func verdicts(t *testing.T) map[string]struct {
	chain Chain
	store *identity
	pin   string
	rule  string
	who   []Profile
} {
	type row = struct {
		chain Chain
		store *identity
		pin   string
		rule  string
		who   []Profile
	}
	rows := map[string]row{}
	put := func(name, rule string, who []Profile, h hand) { rows[name] = row{h.sent(), h.root, "root", rule, who} }

	h := dealt(t)
	r, m, other := h.root, h.mid, root(t, "Other")
	put("honest", "ecdsa", all, h)
	rows["intermediate pinned"] = row{h.sent(), r, "intermediate", "clock", all}
	rows["leaf pinned"] = row{h.sent(), r, "leaf", "leaf-as-ca", only8}
	rows["root sent"] = row{sent(h.leaf, m, r), r, "root", "root-sent", all}
	rows["missing intermediate"] = row{sent(h.leaf), r, "leaf", "leaf-as-ca", only8}
	rows["pin of another chain"] = row{sent(h.leaf, m, other), r, "2", "no-path", none}
	second := under(t, m, "Second")
	deeper := leafOf(t, second)
	rows["two intermediates"] = row{sent(deeper, second, m), r, "root", "clock", all}
	rows["reversed"] = row{sent(deeper, m, second), r, "root", "reversed", none}
	rows["unrelated between"] = row{sent(deeper, second, other, m), r, "root", "unrelated-between", esp32s}
	rows["duplicate between"] = row{sent(deeper, second, second, m), r, "root", "unrelated-between", esp32s}
	rows["unrelated at the end"] = row{sent(h.leaf, m, other), r, "root", "clock", all}
	file := sent(m, h.leaf)
	file.Live = false
	rows["leaf last in a file"] = row{file, r, "root", "leaf-not-first", none}

	put("wrong host", "wrong-host", none, dealt(t, func(c *x509.Certificate) { c.DNSNames = []string{"other.test"} }))
	put("cn only", "cn-only", all, dealt(t, func(c *x509.Certificate) { c.DNSNames = nil }))
	put("wildcard", "ecdsa", all, dealt(t, func(c *x509.Certificate) { c.DNSNames = []string{"*.bench.test"} }))
	put("wildcard over two labels", "wrong-host", none, dealt(t, func(c *x509.Certificate) { c.DNSNames = []string{"*.test"} }))
	put("upper case", "ecdsa", all, dealt(t, func(c *x509.Certificate) { c.DNSNames = []string{"API.Bench.TEST"} }))
	ip := dealt(t, func(c *x509.Certificate) { c.DNSNames, c.IPAddresses = nil, []net.IP{net.IPv4(192, 168, 1, 5)} })
	byIP := ip.sent()
	byIP.Host = "192.168.1.5"
	rows["ip san"] = row{byIP, ip.root, "root", "ip-san", []Profile{ESP32v3}}

	put("expired", "expired", esp32s, dealt(t, func(c *x509.Certificate) { c.NotAfter = today.AddDate(0, 0, -1) }))
	put("not yet valid", "not-yet-valid", esp32s, dealt(t, func(c *x509.Certificate) { c.NotBefore = today.AddDate(0, 0, 1) }))
	old := root(t, "Old", func(c *x509.Certificate) { c.NotAfter = today.AddDate(0, 0, -9) })
	oldMid := under(t, old, "Old mid")
	rows["expired root"] = row{sent(leafOf(t, oldMid), oldMid), old, "root", "expired-pin", all}

	put("eku", "eku", only8, dealt(t, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }))
	put("no eku", "ecdsa", all, dealt(t, func(c *x509.Certificate) { c.ExtKeyUsage = nil }))
	put("ku", "ku", none, dealt(t, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageCertSign }))
	put("critical", "critical-extension", none, dealt(t, func(c *x509.Certificate) {
		c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Critical: true, Value: []byte{5, 0}}}
	}))
	put("critical eku", "critical-eku", esp32s, dealt(t, func(c *x509.Certificate) {
		c.ExtKeyUsage = nil
		c.ExtraExtensions = []pkix.Extension{{Id: oidEKU, Critical: true, Value: []byte{0x30, 0x0A, 0x06, 0x08, 0x2B, 6, 1, 5, 5, 7, 3, 1}}}
	}))
	for name, critical := range map[string]bool{"critical-constraints": true, "constraints": false} {
		limited := under(t, r, "Limited", func(c *x509.Certificate) {
			c.PermittedDNSDomains, c.PermittedDNSDomainsCritical = []string{"test"}, critical
		})
		who := all
		if critical {
			who = none
		}
		rows[name] = row{sent(leafOf(t, limited), limited), r, "root", name, who}
	}
	strict := under(t, other, "Strict", func(c *x509.Certificate) {
		c.PermittedDNSDomains, c.PermittedDNSDomainsCritical = []string{"test"}, true
	})
	rows["critical elsewhere"] = row{sent(h.leaf, m, strict), r, "root", "critical-elsewhere", only8}
	noCA := under(t, r, "No CA", func(c *x509.Certificate) { c.IsCA, c.KeyUsage = false, x509.KeyUsageDigitalSignature })
	rows["intermediate is no ca"] = row{sent(leafOf(t, noCA), noCA), r, "root", "intermediate-no-ca", none}
	rows["pin is no ca"] = row{sent(leafOf(t, noCA), noCA), r, "1", "pin-is-no-ca", none}
	noSign := under(t, r, "No sign", func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageCRLSign })
	rows["intermediate may not sign"] = row{sent(leafOf(t, noSign), noSign), r, "root", "intermediate-no-ca", none}
	flat := under(t, r, "Flat", func(c *x509.Certificate) { c.MaxPathLenZero = true })
	below := under(t, flat, "Below")
	rows["pin may not sign"] = row{sent(leafOf(t, noSign), noSign), r, "1", "pin-may-not-sign", only8}
	rows["path length of the pin"] = row{sent(leafOf(t, below), below, flat), r, "2", "pin-path-length", only8}
	rows["leaf that is a ca pinned"] = row{sent(under(t, m, "CA leaf", func(c *x509.Certificate) {
		c.DNSNames, c.KeyUsage = []string{host}, x509.KeyUsageDigitalSignature
	}), m), r, "leaf", "leaf-ca-as-ca", none}
	rows["path length"] = row{sent(leafOf(t, below), below, flat), r, "root", "path-length", none}

	at := func(bits int) hand { // an RSA leaf
		return hand{r, m, issue(t, m, rsaKey(t, bits), leafTemplate())}
	}
	put("rsa 2048", "rsa", all, at(2048))
	put("rsa 1024", "rsa-short", only8, at(1024))
	put("p384", "ecdsa", all, hand{r, m, issue(t, m, onCurve(t, elliptic.P384()), leafTemplate())})
	put("p224", "p224", []Profile{ESP32v2}, hand{r, m, issue(t, m, onCurve(t, elliptic.P224()), leafTemplate())})
	put("ed25519", "ed25519", none, hand{r, m, issue(t, m, edKey(t), leafTemplate())})
	rsaRoot := issue(t, nil, rsaKey(t, 2048), caTemplate("RSA root"))
	pss := issue(t, rsaRoot, p256(t), leafTemplate(), func(c *x509.Certificate) { c.SignatureAlgorithm = x509.SHA256WithRSAPSS })
	rows["pss"] = row{sent(pss), rsaRoot, "root", "pss", esp32s}
	rows["pss pinned"] = row{sent(pss), rsaRoot, "leaf", "leaf-as-ca", only8}
	single := issue(t, nil, p256(t), leafTemplate())
	rows["self-signed"] = row{sent(single), r, "leaf", "self-signed-pin", all}

	tower, chain := r, []*identity{}
	for range 9 {
		tower = under(t, tower, "Floor "+string(rune('A'+len(chain))))
		chain = append([]*identity{tower}, chain...)
	}
	rows["9 intermediates"] = row{sent(append([]*identity{leafOf(t, tower)}, chain...)...), r, "root", "deep", only8}
	rows["8 intermediates"] = row{sent(append([]*identity{leafOf(t, chain[1])}, chain[1:]...)...), r, "root", "clock", all}
	put("huge", "over-16k", only8, dealt(t, func(c *x509.Certificate) {
		for i := range 700 {
			c.DNSNames = append(c.DNSNames, strings.Repeat("a", 20)+string(rune('a'+i%26))+".bench.test")
		}
	}))
	newer, older := h.sent(), h.sent()
	newer.Version, older.Version = versionTLS13, versionTLS12-1
	rows["tls 1.3 only"] = row{newer, r, "root", "tls13-only", none}
	rows["tls 1.1"] = row{older, r, "root", "old-tls", []Profile{ESP32v2, ESP8266}}
	return rows
}

func TestVerdicts(t *testing.T) {
	// Go signs no such certificates: see TestRulesGoCannotSign.
	found := map[string]bool{"sha1": true, "rsa-tiny": true, "sha224": true, "md5": true, "md5-pin": true, "pin-version-1": true}
	for name, row := range verdicts(t) {
		t.Run(name, func(t *testing.T) {
			r := examine(t, row.chain, storeOf(row.store), row.pin)
			if !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Rule == row.rule }) {
				t.Errorf("%q is not among the findings %v", row.rule, rulesOf(r))
			}
			if !slices.Equal(r.Pin.Accepting, row.who) {
				t.Errorf("got %v, want %v to connect; findings: %v", r.Pin.Accepting, row.who, rulesOf(r))
			}
			for _, f := range r.Findings {
				found[f.Rule] = true
			}
		})
	}
	for _, rule := range Rules() {
		if !found[rule.Name] {
			t.Errorf("no case leads to the rule %q", rule.Name)
		}
	}
}

func rulesOf(r *Report) []string {
	var names []string
	for _, f := range r.Findings {
		names = append(names, f.Rule)
	}
	return names
}

func TestRulesGoCannotSign(t *testing.T) {
	h := dealt(t)
	weak := *h.leaf.cert
	weak.SignatureAlgorithm = x509.ECDSAWithSHA1
	v := &view{chain: Chain{Certs: []*x509.Certificate{&weak}}, pin: Node{Cert: h.root.cert, At: -1}, at: today,
		way: []Node{{Cert: &weak}, {Cert: h.root.cert, At: -1}}}
	if who := accepting(v.judge()); !slices.Equal(who, only8) {
		t.Errorf("SHA-1: got %v, want %v to connect", who, only8)
	}
	// A root that is signed with SHA-1 does no harm: nobody looks at an anchor's signature.
	weak = *h.root.cert
	weak.SignatureAlgorithm = x509.SHA1WithRSA
	v.chain.Certs[0], v.way = h.leaf.cert, []Node{{Cert: h.leaf.cert}, {Cert: &weak, At: -1}}
	if who := accepting(v.judge()); !slices.Equal(who, all) {
		t.Errorf("SHA-1 of the root: got %v, want all to connect", who)
	}
}

func TestAlgorithmsGoCannotSign(t *testing.T) {
	rsaRoot := issue(t, nil, rsaKey(t, 2048), caTemplate("RSA root"))
	signedRSA := leafOf(t, rsaRoot, func(c *x509.Certificate) { c.SignatureAlgorithm = x509.SHA256WithRSA })
	for name, c := range map[string]struct {
		id  []byte // last byte of 1.2.840.113549.1.1.x, for 11 (SHA-256)
		who []Profile
	}{"sha224": {[]byte{14}, []Profile{ESP32v2, ESP8266}}, "md5": {[]byte{4}, none}} {
		prefix := []byte{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1}
		der := bytes.ReplaceAll(signedRSA.cert.Raw, append(prefix[:8:8], 11), append(prefix[:8:8], c.id...))
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		v := &view{chain: Chain{Certs: []*x509.Certificate{cert}}, pin: Node{Cert: rsaRoot.cert, At: -1}, at: today,
			way: []Node{{Cert: cert}, {Cert: rsaRoot.cert, At: -1}}}
		if who := accepting(v.judge()); !slices.Equal(who, c.who) {
			t.Errorf("%s: got %v, want %v to connect", name, who, c.who)
		}
	}
}

// A pin of version 1 is a CA for mbedTLS, and no issuer for X509List. A server's own certificate that signed itself with MD5 is a pin
// for BearSSL only.
func TestOldPins(t *testing.T) {
	h := dealt(t)
	old := *h.root.cert
	old.Version, old.BasicConstraintsValid, old.IsCA = 1, false, false
	v := &view{chain: Chain{Certs: []*x509.Certificate{h.leaf.cert}}, pin: Node{Cert: &old, At: -1}, at: today,
		way: []Node{{Cert: h.leaf.cert}, {Cert: &old, At: -1}}}
	if who := accepting(v.judge()); !slices.Equal(who, esp32s) {
		t.Errorf("version 1: got %v, want %v to connect", who, esp32s)
	}
	rsaSelf := issue(t, nil, rsaKey(t, 2048), leafTemplate())
	der := bytes.ReplaceAll(rsaSelf.cert.Raw, []byte{0x86, 0xF7, 0x0D, 1, 1, 11}, []byte{0x86, 0xF7, 0x0D, 1, 1, 4})
	weak, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	v = &view{chain: Chain{Certs: []*x509.Certificate{weak}}, pin: Node{Cert: weak}, at: today, way: []Node{{Cert: weak}}}
	if who := accepting(v.judge()); !slices.Equal(who, only8) {
		t.Errorf("MD5: got %v, want %v to connect", who, only8)
	}
}

// openssl signs with the longest salt, which crypto/x509 does not know; the board's stacks go by the algorithm.
func TestPSSThatGoDoesNotKnow(t *testing.T) {
	rsaRoot := issue(t, nil, rsaKey(t, 2048), caTemplate("RSA root"))
	leaf := issue(t, rsaRoot, p256(t), leafTemplate(), func(c *x509.Certificate) { c.SignatureAlgorithm = x509.SHA256WithRSAPSS })
	salt, odd := []byte{2, 1, 32}, []byte{2, 1, 33} // INTEGER saltLength, in both of the algorithm's places
	cert, err := x509.ParseCertificate(bytes.ReplaceAll(leaf.cert.Raw, append([]byte{0xA2, 3}, salt...), append([]byte{0xA2, 3}, odd...)))
	if err != nil {
		t.Fatal(err)
	}
	if cert.SignatureAlgorithm != x509.UnknownSignatureAlgorithm {
		t.Fatal("Go knows this salt: the case shows nothing")
	}
	r := examine(t, sent(&identity{cert, leaf.key}), storeOf(rsaRoot), "root")
	if !slices.Equal(r.Pin.Accepting, esp32s) || r.Entries[0].Signature != "RSA-PSS" {
		t.Errorf("got %v to connect, signed with %s; want %v", r.Pin.Accepting, r.Entries[0].Signature, esp32s)
	}
}

func TestTheTableIsWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		if seen[r.Name] || r.Name == "" || r.What == "" {
			t.Errorf("rule %q: its name is doubled, or it says nothing", r.Name)
		}
		seen[r.Name] = true
		for _, p := range Profiles() {
			says, ok := r.By[p]
			switch {
			case !ok || says.Source == "":
				t.Errorf("rule %q: nothing, or nothing with a source, about %s", r.Name, p)
			case says.Effect == Refuses && says.Sign == "":
				t.Errorf("rule %q: %s refuses, and nobody learns how that shows", r.Name, p)
			case says.Effect != Refuses && says.Effect != Unchecked && says.Effect != Accepts:
				t.Errorf("rule %q: %s does %q", r.Name, p, says.Effect)
			}
		}
		if len(r.By) != len(Profiles()) {
			t.Errorf("rule %q: it has %d statements for %d profiles", r.Name, len(r.By), len(Profiles()))
		}
	}
}

func TestDaysLeft(t *testing.T) {
	c := &x509.Certificate{NotAfter: today}
	for ago, want := range map[time.Duration]int{0: 0, time.Hour: -1, -time.Hour: 0, -24 * time.Hour: 1, 25 * time.Hour: -2} {
		if got := daysLeft(c, today.Add(ago)); got != want {
			t.Errorf("%v after the end: got %d, want %d", ago, got, want)
		}
	}
}
