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
	"time"
)

// newAnchor makes a root, and a pinned leaf whose issuer nobody knows: that issuer's key is dropped here.
func (a *Authority) newAnchor() (root, pinned *identity, err error) {
	if root, err = a.newRoot(); err != nil {
		return nil, nil, err
	}
	pinned, err = a.newPinned()
	return root, pinned, err
}

func (a *Authority) newRoot() (*identity, error) {
	return (&Cert{Template: rootTemplate("Benchtrial Root", a.now())}).make(0)
}

func (a *Authority) newPinned() (*identity, error) {
	issuer := &Cert{Template: rootTemplate("Benchtrial Pinned Issuer", a.now())}
	return (&Cert{Template: leafTemplate(a.host, a.now(), anchorLife), Issuer: issuer}).make(0)
}

// keptAnchor reads the anchor from dir, and makes there what is missing, too old or unreadable. The lock makes
// processes that come at the same time agree: the first one makes it, the others read it.
func (a *Authority) keptAnchor(dir string, keep bool) (root, pinned *identity, err error) {
	unlock, err := lockDir(dir)
	if err != nil {
		return nil, nil, err
	}
	defer unlock()
	root, err = a.kept(filepath.Join(dir, "root.pem"), keep, a.newRoot, isRoot)
	if err != nil {
		return nil, nil, err
	}
	file := filepath.Join(dir, "pinned-"+fileName(a.host)+".pem")
	pinned, err = a.kept(file, keep, a.newPinned, func(c *x509.Certificate) error { return c.VerifyHostname(a.host) })
	return root, pinned, err
}

func isRoot(c *x509.Certificate) error {
	if !c.IsCA {
		return errors.New("it is no CA")
	}
	return nil
}

// kept reads one identity from file, or makes it and writes it there.
func (a *Authority) kept(file string, keep bool, make func() (*identity, error), fits func(*x509.Certificate) error) (*identity, error) {
	id, err := readIdentity(file)
	if err == nil {
		err = fits(id.cert)
	}
	if err == nil && !keep {
		err = a.fresh(id.cert)
	}
	if err == nil {
		return id, os.Chmod(file, 0o600)
	}
	if keep {
		return nil, fmt.Errorf("reading the anchor that the firmware was built with: %w", err)
	}
	if id, err = make(); err != nil {
		return nil, err
	}
	return id, writeIdentity(file, id)
}

// fresh tells whether a kept certificate may be used on: not older than 30 days, and not from the future, which a
// clock that was wrong for a while leaves behind.
func (a *Authority) fresh(c *x509.Certificate) error {
	made := c.NotBefore.Add(backdate)
	if age := a.now().Sub(made); age > renewAfter || age < -time.Minute {
		return fmt.Errorf("it was made %s, more than %s away from now", made, renewAfter)
	}
	return nil
}

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

// readIdentity reads a certificate and its key from one file, so that they cannot be of two makings.
func readIdentity(file string) (*identity, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	cert, rest := pem.Decode(text)
	key, _ := pem.Decode(rest)
	if cert == nil || key == nil {
		return nil, fmt.Errorf("reading %q: want a certificate and its key", file)
	}
	c, err := x509.ParseCertificate(cert.Bytes)
	if err != nil {
		return nil, fmt.Errorf("reading the certificate in %q: %w", file, err)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(key.Bytes)
	if err != nil {
		return nil, fmt.Errorf("reading the key in %q: %w", file, err)
	}
	signer, ok := parsed.(crypto.Signer)
	public, comparable := c.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !comparable || !public.Equal(signer.Public()) {
		return nil, fmt.Errorf("reading %q: the key is not the certificate's", file)
	}
	return &identity{cert: c, key: signer}, nil
}

// writeIdentity writes beside the file and renames, so that a reader sees the old one or the new one, whole.
func writeIdentity(file string, id *identity) (err error) {
	key, err := x509.MarshalPKCS8PrivateKey(id.key)
	if err != nil {
		return fmt.Errorf("encoding the key for %q: %w", file, err)
	}
	text := append(certPEM(id.cert.Raw), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})...)
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
