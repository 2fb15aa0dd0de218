package pin

import (
	"crypto/x509"
	"net"
	"strings"
)

// nameMatch is how a leaf's names stand to the host, by the rules of the boards' stacks (which are not those of browsers: without a
// subjectAltName they still look at the common name).
type nameMatch int

const (
	noMatch   nameMatch = iota
	byDNSName           // a dNSName, exact or with one leftmost label as wildcard
	byCN                // the common name, since there is no subjectAltName
	byIPSAN             // an iPAddress, which only mbedTLS from 3.5 looks at
)

// matchHost compares as x509_crt_check_san/_cn of mbedTLS and x509_minimal.t0 of BearSSL do: without regard to case, wildcards for
// exactly one whole leftmost label, the common name only where there is no subjectAltName.
func matchHost(cert *x509.Certificate, host string) nameMatch {
	host = strings.Trim(host, "[]")
	for _, name := range cert.DNSNames {
		if matchName(name, host) {
			return byDNSName
		}
	}
	if ip := net.ParseIP(host); ip != nil {
		for _, san := range cert.IPAddresses {
			if san.Equal(ip) {
				return byIPSAN
			}
		}
	}
	if !has(cert, oidSAN) && matchName(cert.Subject.CommonName, host) {
		return byCN
	}
	return noMatch
}

func matchName(pattern, host string) bool {
	pattern, host = strings.ToLower(pattern), strings.ToLower(host)
	if pattern == "" || strings.ContainsRune(pattern, 0) {
		return false
	}
	if pattern == host {
		return true
	}
	rest, wild := strings.CutPrefix(pattern, "*.")
	label, parent, dotted := strings.Cut(host, ".")
	return wild && dotted && label != "" && parent == rest && net.ParseIP(host) == nil
}
