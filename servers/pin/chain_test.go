package pin

import (
	"bytes"
	"encoding/pem"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func pemOf(all ...*identity) string {
	var b strings.Builder
	for _, id := range all {
		b.Write(PEM(id.cert))
	}
	return b.String()
}

func TestRead(t *testing.T) {
	h := dealt(t)
	two := pemOf(h.leaf, h.mid)
	key := "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n"
	// As openssl x509 -trustout writes it: what it is trusted for follows the certificate.
	trusted := string(pem.EncodeToMemory(&pem.Block{
		Type: "TRUSTED CERTIFICATE", Bytes: append(slices.Clone(h.leaf.cert.Raw), 0x30, 3, 0x0c, 1, 'x'),
	})) + pemOf(h.mid)
	indented := "    " + strings.ReplaceAll(strings.TrimSpace(two), "\n", "\n    ") + "\n"
	cases := map[string]struct {
		text  string
		count int
		note  string
	}{
		"plain":              {two, 2, ""},
		"crlf":               {strings.ReplaceAll(two, "\n", "\r\n"), 2, ""},
		"no last line feed":  {strings.TrimSpace(two), 2, ""},
		"openssl's talk":     {"CONNECTED(00000003)\n 0 s:CN = api\n" + two + "---\nServer certificate\n", 2, ""},
		"indented":           {indented, 2, "would refuse"},
		"six dashes":         {strings.ReplaceAll(two, "-----BEGIN", "------BEGIN"), 2, ""},
		"with a private key": {key + two, 2, "private key (line 1)"},
		"with parameters":    {"-----BEGIN EC PARAMETERS-----\nAAAA\n-----END EC PARAMETERS-----\n" + two, 2, `"EC PARAMETERS" in line 1`},
		"byte order mark":    {"\xef\xbb\xbf" + two, 2, ""},
		"openssl's trust":    {trusted, 2, ""},
		"der":                {string(h.leaf.cert.Raw) + string(h.mid.cert.Raw), 2, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := Read([]byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Certs) != c.count || !got.Certs[0].Equal(h.leaf.cert) {
				t.Errorf("got %d certificates", len(got.Certs))
			}
			if notes := strings.Join(got.Notes, "\n"); !strings.Contains(notes, c.note) || c.note == "" && notes != "" {
				t.Errorf("got the notes %q, want %q", notes, c.note)
			}
		})
	}
}

func TestReadErrorsSayWhere(t *testing.T) {
	one := pemOf(dealt(t).leaf)
	lines := strings.SplitAfter(one, "\n")
	next := len(lines) // the line after the first block
	cases := map[string]struct{ text, want string }{
		"empty":            {"", "neither PEM nor DER"},
		"prose":            {"hello", "neither PEM nor DER"},
		"bad der":          {"0\x82", "as DER"},
		"only a key":       {"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "there is no certificate in it"},
		"garbage inside":   {one + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "reading certificate 1 in line " + strconv.Itoa(next)},
		"damaged first":    {strings.Replace(one, lines[1][:4], "!!!!", 1) + one, "begins in line 1:"},
		"first has no end": {lines[0] + lines[1] + one, "begins in line 1:"},
		"damaged second":   {"a remark\n" + one + strings.Replace(one, lines[1][:4], "!!!!", 1) + one, "begins in line " + strconv.Itoa(next+1)},
		"PKCS #12":         {"0\x03\x02\x01\x03", "openssl pkcs12"},
		"cut off":          {one + lines[0] + lines[1], "begins in line " + strconv.Itoa(next)},
		"too many":         {strings.Repeat(one, MaxCerts+1), "more than 50 certificates"},
		"too large":        {strings.Repeat("x", MaxBytes+1), "at most"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if _, err := Read([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q in it", err, c.want)
			}
		})
	}
}

// FuzzRead reads strangers' bytes and judges what comes: no panic, no control bytes on the way to a terminal, headers that hold.
func FuzzRead(f *testing.F) {
	h := dealt(f)
	f.Add([]byte(pemOf(h.leaf, h.mid, h.root)))
	f.Add([]byte("  " + pemOf(h.leaf)))
	f.Add(h.leaf.cert.Raw)
	f.Add([]byte("-----BEGIN CERTIFICATE-----\nAAAA"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Read(data)
		if err != nil {
			return
		}
		c.Host, c.Source = host, "fuzz"
		r, err := Examine(c, Options{At: today})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := r.WriteText(&out, false); err != nil {
			t.Fatal(err)
		}
		for _, b := range out.Bytes() {
			if b < ' ' && b != '\n' || b == 0x7F {
				t.Fatalf("the byte %#x reaches the terminal", b)
			}
		}
		checkHeader(t, r.ESP32Header(), r)
		checkHeader(t, r.ESP8266Header(), r)
	})
}
