package try

import (
	"crypto/x509"
	"slices"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/boards/arduino"
	"github.com/benchtrial/benchtrial/servers/pin"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// proves tells whose column of the table a stack proves.
var proves = map[string]pin.Profile{arduino.FQBN: pin.ESP32v3, arduino.FQBN2: pin.ESP32v2, arduino.FQBN8266: pin.ESP8266}

// What package pin says of a chain is what the stacks do with it: for every chain that the bench can make.
func TestTheTableIsRight(t *testing.T) {
	authority, err := pki.New(pki.Options{Host: host})
	if err != nil {
		t.Fatal(err)
	}
	anchors := x509Of(t, authority)
	stacks := append(Stacks(), ESP32v2())
	tr, err := New(t.Context(), Options{Cache: cache}, stacks...)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range append(pki.Deviations(), pki.Deviation{}) {
		t.Run(d.Name, func(t *testing.T) {
			t.Parallel()
			sent, err := authority.Chain(host, d)
			if err != nil {
				t.Fatal(err)
			}
			for i, r := range reportsOf(t, sent.Certificate, anchors) {
				if i > 0 {
					agree(t, tr, []Stack{ESP8266()}, r) // mbedTLS takes none but self-signed ones
				} else {
					agree(t, tr, stacks, r)
				}
			}
		})
	}
}

// reportsOf judges a chain with the pin that suits best, and with the server's own certificate.
func reportsOf(t *testing.T, ders [][]byte, anchors []*x509.Certificate) []*pin.Report {
	t.Helper()
	chain := pin.Chain{Host: host, Source: host + ":443", Live: true}
	for _, der := range ders {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			t.Skipf("Go cannot read it, and so there is nothing to look at: %v", err)
		}
		chain.Certs = append(chain.Certs, c)
	}
	if len(chain.Certs) == 0 {
		t.Skip("there is no certificate to look at")
	}
	var all []*pin.Report
	for _, want := range []string{"", "leaf"} {
		r, err := pin.Examine(chain, pin.Options{At: time.Now(), Store: pin.Store{Name: "the bench", Roots: anchors}, Pin: want})
		known := func(o *pin.Report) bool { return o.Pin.Cert.Equal(r.Pin.Cert) }
		if err == nil && !slices.ContainsFunc(all, known) { // else the chain has no such pin
			all = append(all, r)
		}
	}
	return all
}

func x509Of(t *testing.T, authority *pki.Authority) []*x509.Certificate {
	t.Helper()
	c, err := pin.Read(authority.RootPEM())
	if err != nil {
		t.Fatal(err)
	}
	return c.Certs
}

// agree tries the pin of a report and compares.
func agree(t *testing.T, tr *Trier, stacks []Stack, r *pin.Report) {
	t.Helper()
	var chain [][]byte
	for _, c := range r.Chain.Certs {
		chain = append(chain, c.Raw)
	}
	for _, s := range stacks {
		got, err := tr.Chain(t.Context(), s, Question{Host: host, Pin: pin.PEM(r.Pin.Cert), At: r.At}, chain)
		if err != nil {
			t.Errorf("the %s on %s: %v", r.Pin.Kind, s.Name, err)
			continue
		}
		if got.Crashed {
			t.Logf("the %s (#%d) on %s: %s", r.Pin.Kind, r.Pin.Number, s.Name, got.Words)
			continue // what fits the memory of a board is no question for the table
		}
		if said := r.UsableOn(proves[s.FQBN]); said != got.Accepted {
			t.Errorf("the %s (#%d) on %s: the table says %v, and it was %v: code %d, alert %d (%s)", r.Pin.Kind, r.Pin.Number, s.Name, said, got.Accepted,
				got.Code, got.Alert, got.Words)
		}
	}
}
