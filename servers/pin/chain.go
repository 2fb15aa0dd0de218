package pin

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

// Limits of what is read. Servers send three or four certificates; the limits keep a hostile file from costing minutes.
const (
	MaxBytes = 4 << 20 // of a file
	MaxCerts = 50      // of a chain
)

// Chain is the certificates of a server in the order in which it sends them.
type Chain struct {
	Certs   []*x509.Certificate
	Host    string   // the name the sketch connects to, to judge by; "" when it is not known
	Source  string   // where the chain is from: "example.org:443" or a path
	Live    bool     // a server sent it, and so proves that number 0 is its own certificate
	Version uint16   // the TLS version spoken, as crypto/tls counts; 0 for a file
	Notes   []string // what a person should know about how the chain was come by
}

// Read reads a chain from PEM, or from DER when there is no PEM in it. Other blocks than certificates are noted and skipped. An error
// names the certificate and its line.
func Read(data []byte) (Chain, error) {
	var c Chain
	if len(data) > MaxBytes {
		return c, fmt.Errorf("reading the chain: it has %d bytes, and a chain has at most %d", len(data), MaxBytes)
	}
	if !bytes.Contains(data, []byte("-----BEGIN ")) {
		return readDER(data)
	}
	text, indented := unindent(bytes.TrimPrefix(data, []byte(byteOrderMark)))
	if indented {
		c.Notes = append(c.Notes, "lines of the file are indented: pasted into a sketch so, mbedTLS would refuse the certificate (-4396, bad base64); what this command writes is not indented")
	}
	for rest := text; ; {
		block, after := pem.Decode(rest)
		if block == nil {
			if err := leftOver(text, rest); err != nil {
				return c, err
			}
			break
		}
		// Decode skips what it cannot read, so the block's line is that of the last BEGIN before its end.
		line := lineOf(text, len(text)-len(after), block.Type)
		if err := skipped(text, rest[:len(rest)-len(after)], len(text)-len(rest)); err != nil {
			return c, err
		}
		rest = after
		if err := c.add(block, line); err != nil {
			return c, err
		}
	}
	if len(c.Certs) == 0 {
		return c, errors.New("reading the chain: there is no certificate in it: it needs blocks that begin with -----BEGIN CERTIFICATE-----")
	}
	return c, nil
}

// byteOrderMark is what editors of Windows begin a file of UTF-8 with.
const byteOrderMark = "\xef\xbb\xbf"

// skipped finds a certificate that was begun before the block that Decode found, and passed over: part is what it has
// consumed, from an offset of text on.
func skipped(text, part []byte, offset int) error {
	last := bytes.LastIndex(part, []byte("-----BEGIN "))
	if last < 0 {
		return nil
	}
	return leftOver(text[:offset+last], part[:last])
}

func (c *Chain) add(block *pem.Block, line int) error {
	switch {
	case strings.HasSuffix(block.Type, "PRIVATE KEY"):
		c.Notes = append(c.Notes, fmt.Sprintf("the file holds a private key (line %d): keep it off the board and out of the sketch's folder", line))
		return nil
	case block.Type != "CERTIFICATE" && block.Type != "X509 CERTIFICATE" && block.Type != "TRUSTED CERTIFICATE":
		c.Notes = append(c.Notes, fmt.Sprintf("skipped the block %q in line %d: it is no certificate", block.Type, line))
		return nil
	}
	if len(c.Certs) == MaxCerts {
		return fmt.Errorf("reading the chain: it has more than %d certificates: give the chain of one server, not a store", MaxCerts)
	}
	der := block.Bytes
	if block.Type == "TRUSTED CERTIFICATE" {
		der = untrusted(der)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return fmt.Errorf("reading certificate %d in line %d: %w: no board could read it either, or it is of a kind that Go does not know", len(c.Certs), line, err)
	}
	c.Certs = append(c.Certs, cert)
	return nil
}

// untrusted takes off what OpenSSL appends to the certificate: for what it is trusted (openssl-x509(1), -trustout).
func untrusted(der []byte) []byte {
	var cert asn1.RawValue
	if _, err := asn1.Unmarshal(der, &cert); err != nil {
		return der
	}
	return cert.FullBytes
}

func readDER(data []byte) (Chain, error) {
	var c Chain
	if bytes.Contains(data, []byte("CERTIFICATE")) || len(data) == 0 || data[0] != 0x30 {
		return c, errors.New("reading the chain: it is neither PEM nor DER: it needs blocks that begin with -----BEGIN CERTIFICATE-----")
	}
	certs, err := x509.ParseCertificates(data)
	if err != nil {
		return c, fmt.Errorf("reading the chain as DER: %w: of a PKCS #12 file `openssl pkcs12 -in FILE -nokeys` makes PEM, of PKCS #7 "+
			"`openssl pkcs7 -inform DER -in FILE -print_certs`", err)
	}
	if len(certs) > MaxCerts {
		return c, fmt.Errorf("reading the chain: it has more than %d certificates: give the chain of one server, not a store", MaxCerts)
	}
	c.Certs = certs
	return c, nil
}

// leftOver finds a block that was begun and could not be read: a silent half of a chain would get a wrong answer.
func leftOver(text, rest []byte) error {
	begin := bytes.Index(rest, []byte("-----BEGIN CERTIFICATE"))
	if begin < 0 {
		return nil
	}
	line := 1 + bytes.Count(text[:len(text)-len(rest)+begin], []byte("\n"))
	return fmt.Errorf("reading the certificate that begins in line %d: its end is missing or its base64 is damaged: copy it again, from -----BEGIN to -----END", line)
}

// lineOf is the line of the last block of that type that begins before end.
func lineOf(text []byte, end int, kind string) int {
	return 1 + bytes.Count(text[:max(0, bytes.LastIndex(text[:end], []byte("-----BEGIN "+kind)))], []byte("\n"))
}

// unindent takes blanks off the beginnings of lines, which articles and YAML files put there.
func unindent(data []byte) (text []byte, indented bool) {
	lines := bytes.Split(data, []byte("\n"))
	for i, line := range lines {
		cut := bytes.TrimLeft(line, " \t")
		// Six dashes, as people paste them, are as good as five for both stacks.
		for bytes.HasPrefix(cut, []byte("------")) {
			cut = cut[1:]
		}
		if bytes.HasPrefix(bytes.TrimLeft(line, " \t"), []byte("-----BEGIN CERT")) && len(cut) > 0 && (line[0] == ' ' || line[0] == '\t') {
			indented = true
		}
		lines[i] = cut
	}
	return bytes.Join(lines, []byte("\n")), indented
}
