package pin

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
)

// Store is the root certificates that a machine trusts.
type Store struct {
	Name  string // where they were read
	Roots []*x509.Certificate
}

// storeFiles are where Linux systems keep their roots in one file (the list that crypto/x509 goes by).
var storeFiles = []string{
	"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
	"/etc/pki/tls/cacert.pem", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem",
}

// SystemStore reads the roots of this machine: the file that SSL_CERT_FILE names, or else the first that exists. A machine without
// any has an empty store, which is no error.
func SystemStore(env func(string) string) (Store, error) {
	if path := env("SSL_CERT_FILE"); path != "" {
		return ReadStore(path)
	}
	for _, path := range storeFiles {
		if _, err := os.Stat(path); err == nil {
			return ReadStore(path)
		}
	}
	return Store{Name: "this machine has no store"}, nil
}

// ReadStore reads roots from a PEM file. What is in it and cannot be read is left out, as every user of such a file does.
func ReadStore(path string) (Store, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Store{}, fmt.Errorf("reading the roots: %w", err)
	}
	s := Store{Name: path}
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if cert, err := x509.ParseCertificate(block.Bytes); err == nil && block.Type == "CERTIFICATE" {
			s.Roots = append(s.Roots, cert)
		}
	}
	if len(s.Roots) == 0 {
		return s, fmt.Errorf("reading the roots: %s holds no certificate", path)
	}
	return s, nil
}
