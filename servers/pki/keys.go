package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// KeyKind is an algorithm and a size of keys.
type KeyKind string

// The kinds of keys. P256 is that of honest leaves: all stacks on trial speak it.
const (
	P256    KeyKind = "p256"
	P224    KeyKind = "p224"
	P384    KeyKind = "p384"
	P521    KeyKind = "p521"
	Ed25519 KeyKind = "ed25519"
	RSA512  KeyKind = "rsa512"
	RSA1024 KeyKind = "rsa1024"
	RSA2048 KeyKind = "rsa2048"
	RSA3072 KeyKind = "rsa3072"
	RSA4096 KeyKind = "rsa4096"
)

// newKey makes a key. An RSA-4096 key takes seconds, all others a fraction of one.
func newKey(kind KeyKind) (crypto.Signer, error) {
	switch kind {
	case "", P256:
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case P224:
		return ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	case P384:
		return ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	case P521:
		return ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	case Ed25519:
		_, key, err := ed25519.GenerateKey(rand.Reader)
		return key, err
	case RSA512:
		return newTinyRSA(512)
	}
	if size, found := strings.CutPrefix(string(kind), "rsa"); found {
		if bits, err := strconv.Atoi(size); err == nil {
			return rsa.GenerateKey(rand.Reader, bits)
		}
	}
	return nil, fmt.Errorf("no kind of key is called %q", kind)
}

// keyLife is how long a kept key is used on.
const keyLife = 24 * time.Hour

// keyRing keeps the RSA keys, which take long to make: one for each kind and use, in this process and, where there is a
// folder, for a day on disk. They prove nothing to anybody but the firmware on trial.
type keyRing struct {
	dir string
	now func() time.Time

	mu   sync.Mutex
	keys map[string]crypto.Signer
}

// get is a key of a kind. Two certificates of one use share it. A nil ring makes every key anew.
func (r *keyRing) get(kind KeyKind, use string) (crypto.Signer, error) {
	if r == nil || !strings.HasPrefix(string(kind), "rsa") || kind == RSA512 {
		return newKey(kind)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	name := string(kind) + "-" + use
	if key, ok := r.keys[name]; ok {
		return key, nil
	}
	key, err := r.kept(kind, name)
	if err != nil {
		return nil, err
	}
	if r.keys == nil {
		r.keys = map[string]crypto.Signer{}
	}
	r.keys[name] = key
	return key, nil
}

// kept reads the key from the folder, or makes it and writes it there. Other processes wait meanwhile, so that one of
// them makes it.
func (r *keyRing) kept(kind KeyKind, name string) (crypto.Signer, error) {
	if r.dir == "" {
		return newKey(kind)
	}
	unlock, err := lockDir(r.dir)
	if err != nil {
		return nil, err
	}
	defer unlock()
	file := filepath.Join(r.dir, "key-"+name+".pem")
	if key, err := r.read(file); err == nil {
		return key, nil
	}
	key, err := newKey(kind)
	if err != nil {
		return nil, err
	}
	text, err := encodeKey(key)
	if err != nil {
		return nil, fmt.Errorf("encoding the key for %q: %w", file, err)
	}
	if err := writeFile(file, text); err != nil {
		return nil, err
	}
	at := r.now()
	return key, os.Chtimes(file, at, at)
}

// read takes a kept key that is not older than a day.
func (r *keyRing) read(file string) (crypto.Signer, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if age := r.now().Sub(info.ModTime()); age > keyLife || age < -time.Minute {
		return nil, errors.New("it is too old")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return decodeKey(text)
}
