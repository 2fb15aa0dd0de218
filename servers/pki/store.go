package pki

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// lockDir makes dir, private to its owner, and waits until no other process uses it.
func lockDir(dir string) (unlock func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of the trust anchor: %w", err)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of the trust anchor private: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the lock of the trust anchor: %w", err)
	}
	for err = syscall.EINTR; errors.Is(err, syscall.EINTR); {
		err = syscall.Flock(int(lock.Fd()), syscall.LOCK_EX)
	}
	if err != nil {
		lock.Close()
		return nil, fmt.Errorf("locking %q: %w", lock.Name(), err)
	}
	// Closing the file gives the lock back.
	return func() { lock.Close() }, nil
}

func makePrivate(file string) error { return os.Chmod(file, 0o600) }

// readIdentity reads a certificate and its key from one file, so that they cannot be of two makings.
func readIdentity(file string) (*identity, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	cert, rest := pem.Decode(text)
	if cert == nil {
		return nil, fmt.Errorf("reading %q: want a certificate and its key", file)
	}
	c, err := x509.ParseCertificate(cert.Bytes)
	if err != nil {
		return nil, fmt.Errorf("reading the certificate in %q: %w", file, err)
	}
	key, err := decodeKey(rest)
	if err != nil {
		return nil, fmt.Errorf("reading the key in %q: %w", file, err)
	}
	if !fits(c.PublicKey, key) {
		return nil, fmt.Errorf("reading %q: the key is not the certificate's", file)
	}
	return &identity{cert: c, der: c.Raw, key: key}, nil
}

// fits tells whether a public key is that of a private one.
func fits(public any, key crypto.Signer) bool {
	known, ok := public.(interface{ Equal(crypto.PublicKey) bool })
	return ok && known.Equal(key.Public())
}

func writeIdentity(file string, id *identity) error {
	key, err := encodeKey(id.key)
	if err != nil {
		return fmt.Errorf("encoding the key for %q: %w", file, err)
	}
	return writeFile(file, append(certPEM(id.der), key...))
}

// decodeKey reads one private key, PKCS #8 in PEM.
func decodeKey(text []byte) (crypto.Signer, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("there is none")
	}
	return asSigner(x509.ParsePKCS8PrivateKey(block.Bytes))
}

func encodeKey(key crypto.Signer) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

// writeFile writes beside the file and renames, so that a reader sees the old one or the new one, whole.
func writeFile(file string, text []byte) (err error) {
	// os.CreateTemp makes the file with mode 0600.
	temp, err := os.CreateTemp(filepath.Dir(file), ".new-*")
	if err != nil {
		return fmt.Errorf("writing %q: %w", file, err)
	}
	defer func() {
		if err != nil {
			os.Remove(temp.Name())
		}
	}()
	_, werr := temp.Write(text)
	if err = errors.Join(werr, temp.Sync(), temp.Close()); err != nil {
		return fmt.Errorf("writing %q: %w", file, err)
	}
	if err = os.Rename(temp.Name(), file); err != nil {
		return fmt.Errorf("writing %q: %w", file, err)
	}
	return nil
}

// certPEM is one certificate as text.
func certPEM(der []byte) []byte {
	var b bytes.Buffer
	// Encoding fails only on headers, and there are none.
	_ = pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: der})
	return b.Bytes()
}

// fileName spells a host so that it can be part of a file's name.
func fileName(host string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-':
			return r
		}
		return '_'
	}, host)
}
