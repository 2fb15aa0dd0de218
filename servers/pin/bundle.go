package pin

import (
	"bytes"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// BundleFormat is a layout of ESP-IDF's certificate bundle, which setCACertBundle takes. Another version's layout is refused by the
// board or, worse, read wrongly.
type BundleFormat string

// The layouts, by the first version of IDF that has them.
const (
	BundleCounted BundleFormat = "5.3" // IDF 4.x to 5.3: arduino-esp32 2.x, 3.0 and 3.1
	BundleOffsets BundleFormat = "5.4" // IDF from 5.4 on: arduino-esp32 from 3.2 on
)

// FormatFor is the layout of a version of IDF, such as "4.4.7" or "5.5".
func FormatFor(idf string) (BundleFormat, error) {
	numbers := strings.Split(strings.TrimPrefix(idf, "v"), ".")
	major, err := strconv.Atoi(numbers[0])
	minor := 0
	if err == nil && len(numbers) > 1 {
		minor, err = strconv.Atoi(numbers[1])
	}
	switch {
	case err != nil || major < 4 || len(numbers) > 3:
		return "", fmt.Errorf("reading the version of IDF %q: it must be as in 5.3 or 5.4", idf)
	case major > 5 || major == 5 && minor >= 4:
		return BundleOffsets, nil
	}
	return BundleCounted, nil
}

// Bundle encodes the subjects and keys of certs, which is all that a bundle holds. They are sorted by the DER of the subject, because the
// board searches by halving; two of one subject are an error, because it would find one of them only.
func Bundle(format BundleFormat, certs ...*x509.Certificate) ([]byte, error) {
	if len(certs) == 0 {
		return nil, errors.New("encoding the bundle: there is no certificate to put in")
	}
	sorted := slices.SortedFunc(slices.Values(certs), func(a, b *x509.Certificate) int { return bytes.Compare(a.RawSubject, b.RawSubject) })
	for i, c := range sorted {
		if len(c.RawSubject) > 0xFFFF || len(c.RawSubjectPublicKeyInfo) > 0xFFFF {
			return nil, fmt.Errorf("encoding the bundle: %q has a name or a key of more than 65535 bytes", short(c))
		}
		if i > 0 && bytes.Equal(c.RawSubject, sorted[i-1].RawSubject) {
			return nil, fmt.Errorf("encoding the bundle: two certificates have the subject %q, and the board would find one of them only", nameOf(c))
		}
	}
	switch format {
	case BundleCounted:
		return countedBundle(sorted)
	case BundleOffsets:
		return offsetBundle(sorted), nil
	}
	return nil, fmt.Errorf("encoding the bundle: the layout %q is neither %s nor %s", string(format), BundleCounted, BundleOffsets)
}

// Bundles encodes certs in both layouts, for a sketch that is compiled for either; see Bundle.
func Bundles(certs ...*x509.Certificate) (counted, offsets []byte, err error) {
	if counted, err = Bundle(BundleCounted, certs...); err != nil {
		return nil, nil, err
	}
	offsets, err = Bundle(BundleOffsets, certs...)
	return counted, offsets, err
}

// countedBundle: u16be count, then for each u16be length of the name, u16be length of the key, name, key
// (esp-idf v5.3 components/mbedtls/esp_crt_bundle/esp_crt_bundle.c).
func countedBundle(certs []*x509.Certificate) ([]byte, error) {
	if len(certs) > 0xFFFF {
		return nil, fmt.Errorf("encoding the bundle: %d certificates are more than it can count", len(certs))
	}
	out := binary.BigEndian.AppendUint16(nil, uint16(len(certs)))
	for _, c := range certs {
		out = appendEntry(out, binary.BigEndian, c)
	}
	return out, nil
}

// offsetBundle: for each an u32le offset from the beginning, then for each u16le length of the name, u16le length of the key, name, key,
// without gaps (esp-idf v5.4 components/mbedtls/esp_crt_bundle/esp_crt_bundle.c, esp_crt_check_bundle).
func offsetBundle(certs []*x509.Certificate) []byte {
	const offset, header = 4, 4
	var out []byte
	at := offset * len(certs)
	for _, c := range certs {
		out = binary.LittleEndian.AppendUint32(out, uint32(at))
		at += header + len(c.RawSubject) + len(c.RawSubjectPublicKeyInfo)
	}
	for _, c := range certs {
		out = appendEntry(out, binary.LittleEndian, c)
	}
	return out
}

func appendEntry(out []byte, order binary.AppendByteOrder, c *x509.Certificate) []byte {
	out = order.AppendUint16(out, uint16(len(c.RawSubject)))
	out = order.AppendUint16(out, uint16(len(c.RawSubjectPublicKeyInfo)))
	out = append(out, c.RawSubject...)
	return append(out, c.RawSubjectPublicKeyInfo...)
}

// InBundle judges the pin for bundle mode, which knows names and keys of issuers only: a leaf, also one that signed itself, is of no use
// there. It returns nil when it will do.
func (r *Report) InBundle() error {
	if r.Pin.Kind == Leaf || !isCA(r.Pin.Cert) {
		return errors.New("encoding the bundle: the pin is no CA: a bundle holds issuers only; pin a root or an intermediate")
	}
	if len(r.Pin.Cert.Subject.Names) == 0 {
		return errors.New("encoding the bundle: the pin has no subject, and a bundle is searched by subject")
	}
	return nil
}
