package pki

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"net"
	"time"
)

// organization stands in every subject, so that a certificate found in a log can be told for what it is.
const organization = "Benchtrial test certificates"

// subject is a distinguished name of the bench.
func subject(commonName string) pkix.Name {
	return pkix.Name{Organization: []string{organization}, CommonName: commonName}
}

// rootTemplate is a root named name.
func rootTemplate(name string, now time.Time) *x509.Certificate {
	return &x509.Certificate{
		Subject:               subject(name),
		NotBefore:             now.Add(-backdate),
		NotAfter:              now.Add(anchorLife),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
}

// intermediateTemplate is an intermediate that may issue leaves only.
func intermediateTemplate(now time.Time) *x509.Certificate {
	return &x509.Certificate{
		Subject:               subject("Benchtrial Intermediate"),
		NotBefore:             now.Add(-backdate),
		NotAfter:              now.Add(chainLife),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
		MaxPathLenZero:        true,
	}
}

// leafTemplate is a server certificate for host.
func leafTemplate(host string, now time.Time, life time.Duration) *x509.Certificate {
	t := &x509.Certificate{
		Subject:               subject(host),
		NotBefore:             now.Add(-backdate),
		NotAfter:              now.Add(life),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	nameFor(t, host)
	return t
}

// clientTemplate is a certificate for firmware.
func clientTemplate(now time.Time) *x509.Certificate {
	return &x509.Certificate{
		Subject:               subject("Benchtrial Client"),
		NotBefore:             now.Add(-backdate),
		NotAfter:              now.Add(anchorLife),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		BasicConstraintsValid: true,
	}
}

// nameFor makes host the only name of a certificate. An address stands there twice: as iPAddress, which mbedTLS reads
// from 3.5 on, and as the text that older mbedTLS and BearSSL compare (Mbed-TLS/mbedtls#5082).
func nameFor(t *x509.Certificate, host string) {
	t.Subject = subject(host)
	t.DNSNames, t.IPAddresses = []string{host}, nil
	if ip := net.ParseIP(host); ip != nil {
		t.IPAddresses = []net.IP{ip}
	}
}
