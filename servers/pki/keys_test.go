package pki

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestKeysAreKeptForADay(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pki")
	now := noon
	ring := func() *keyRing { return &keyRing{dir: dir, now: func() time.Time { return now }} }
	get := func(r *keyRing, use string) crypto.Signer {
		t.Helper()
		key, err := r.get(RSA1024, use)
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	first := ring()
	made := get(first, "leaf")
	if again := get(first, "leaf"); again != made {
		t.Error("one process made it twice")
	}
	if other := get(first, "ca"); fits(other.Public(), made) {
		t.Error("two uses share a key")
	}
	file := filepath.Join(dir, "key-rsa1024-leaf.pem")
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	now = noon.Add(23 * time.Hour)
	if kept := get(ring(), "leaf"); !fits(kept.Public(), made) {
		t.Error("another process made it anew on the same day")
	}
	now = noon.Add(25 * time.Hour)
	next := get(ring(), "leaf")
	if fits(next.Public(), made) {
		t.Error("it was used on after a day")
	}
	if err := os.WriteFile(file, []byte("garbage"), 0o600); err != nil {
		t.Fatal(err)
	}
	if mended := get(ring(), "leaf"); fits(mended.Public(), next) {
		t.Error("garbage was read as a key")
	}
}

func TestQuickKeysNeverTouchADisk(t *testing.T) {
	dir := t.TempDir()
	r := &keyRing{dir: dir, now: time.Now}
	for _, kind := range []KeyKind{"", P224, P256, P384, P521, Ed25519, RSA512} {
		if _, err := r.get(kind, "leaf"); err != nil {
			t.Errorf("%q: %v", kind, err)
		}
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 0 {
		t.Errorf("%v, %v", files, err)
	}
}

func TestUnknownKindOfKey(t *testing.T) {
	for _, kind := range []KeyKind{"p192", "rsa", "rsafew"} {
		if _, err := testKeys.get(kind, "leaf"); err == nil {
			t.Errorf("%q was made", kind)
		}
	}
}

// crypto/rsa refuses to look at a key of 512 bits, so the arithmetic of RFC 8017 is done by hand.
func TestTinyRSA(t *testing.T) {
	key, err := newTinyRSA(512)
	if err != nil {
		t.Fatal(err)
	}
	if n := key.public.N.BitLen(); n != 512 {
		t.Errorf("%d bits", n)
	}
	digest := sha256.Sum256([]byte("signed"))
	signature, err := key.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	block := new(big.Int).Exp(new(big.Int).SetBytes(signature), big.NewInt(int64(key.public.E)), key.public.N).FillBytes(make([]byte, 64))
	if block[0] != 0 || block[1] != 1 || block[2] != 0xff || block[12] != 0 || [32]byte(block[32:]) != digest {
		t.Errorf("the signed block is % x", block)
	}
	for name, opts := range map[string]crypto.SignerOpts{
		"PSS": &rsa.PSSOptions{Hash: crypto.SHA256}, "SHA-512": crypto.SHA512, "length": crypto.SHA1,
	} {
		if _, err := key.Sign(rand.Reader, digest[:], opts); err == nil {
			t.Errorf("%s: it signed", name)
		}
	}
}
