package wire

import (
	"fmt"
	"slices"
	"strings"
)

// Fingerprint is what of a ClientHello is the stack's and not the connection's: two clients with the same stack and the
// same settings have the same one.
type Fingerprint struct {
	Record     uint16 // version of its record
	Version    uint16 // in the ClientHello
	Suites     []uint16
	Extensions []uint16 // in order; server_name is among them when a name was asked for
	Groups     []uint16
	SigAlgs    []uint16
	Points     []byte
	MFLN       int // bytes, 0 when not offered
}

// Fingerprint is the hello's. Values that only keep servers tolerant (GREASE, RFC 8701) are left out: they are random.
func (h *ClientHello) Fingerprint() Fingerprint {
	f := Fingerprint{
		Record: h.RecordVersion, Version: h.Version, Suites: sober(h.Suites), Groups: sober(h.Groups),
		SigAlgs: sober(h.SigAlgs), Points: h.Points, MFLN: h.MFLN,
	}
	for _, e := range h.Extensions {
		f.Extensions = append(f.Extensions, e.Type)
	}
	f.Extensions = sober(f.Extensions)
	return f
}

// sober leaves out GREASE.
func sober(values []uint16) []uint16 {
	return slices.DeleteFunc(slices.Clone(values), func(v uint16) bool { return v&0x0f0f == 0x0a0a && v>>8 == v&0xff })
}

// String is the fingerprint in one line, for reports and for comparing: versions in hex, then the numbers of the suites, of
// the extensions, groups, signature algorithms and point formats, and the fragment length.
func (f Fingerprint) String() string {
	points := make([]uint16, 0, len(f.Points))
	for _, p := range f.Points {
		points = append(points, uint16(p))
	}
	return fmt.Sprintf("%04x,%04x;%s;%s;%s;%s;%s;%d", f.Record, f.Version, numbers("%04x", f.Suites), numbers("%d", f.Extensions),
		numbers("%d", f.Groups), numbers("%04x", f.SigAlgs), numbers("%d", points), f.MFLN)
}

func numbers(format string, values []uint16) string {
	out := make([]string, 0, len(values))
	for _, v := range values {
		out = append(out, fmt.Sprintf(format, v))
	}
	return strings.Join(out, "-")
}

// Stack is a TLS library that boards use.
type Stack string

// The stacks that a ClientHello can be told by.
const (
	StackUnknown  Stack = ""
	StackMbedTLS2 Stack = "mbedTLS 2" // arduino-esp32 2.x
	StackMbedTLS3 Stack = "mbedTLS 3" // arduino-esp32 3.x
	StackBearSSL  Stack = "BearSSL"   // ESP8266 core
)

// Extensions of the stacks' hellos, server_name apart, as measured with host builds of mbedTLS 2.28.7, 3.6.2 and 3.6.4 and
// of the ESP8266 core's BearSSL, driven as the cores do. An order is no part of it: builds differ there.
var (
	mbedTLSExtensions = []uint16{10, 11, 13, 22, 23, 35}
	bearSSLExtensions = []uint16{1, 10, 11, 13, 65281}
)

// Stack tells which library made a hello, as far as its shape shows. ALPN, and a fragment length, may be there or not.
func (f Fingerprint) Stack() Stack {
	var rest []uint16
	for _, e := range f.Extensions {
		if e != ExtServerName && e != ExtALPN && e != ExtMaxFragmentLength {
			rest = append(rest, e)
		}
	}
	slices.Sort(rest)
	switch {
	case slices.Equal(rest, mbedTLSExtensions) && f.Record == 0x0301:
		return StackMbedTLS2
	case slices.Equal(rest, mbedTLSExtensions) && f.Record == 0x0303:
		return StackMbedTLS3
	case slices.Equal(rest, bearSSLExtensions[1:]) && f.Record == 0x0301:
		return StackBearSSL
	}
	return StackUnknown
}
