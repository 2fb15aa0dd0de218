package pki

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestAnchorIsKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pki")
	first := newAuthority(t, Options{Dir: dir}).AnchorPEM()
	later := func() time.Time { return noon.Add(29 * 24 * time.Hour) }
	if again := newAuthority(t, Options{Dir: dir, Now: later}).AnchorPEM(); !bytes.Equal(first, again) {
		t.Error("the anchor changed within 30 days")
	}
	checkPrivate(t, dir)
	a := newAuthority(t, Options{Dir: dir})
	for _, d := range Deviations() {
		if _, err := a.Chain(DefaultHost, d); err != nil {
			t.Errorf("%s under a kept anchor: %v", d.Name, err)
		}
	}
	cert, err := a.Chain(DefaultHost, Deviation{})
	if err != nil {
		t.Fatal(err)
	}
	if err := verify(a, parse(t, cert), DefaultHost); err != nil {
		t.Errorf("the honest chain under a kept anchor: %v", err)
	}
}

// checkPrivate wants that no other user can read a key, and that nothing half-written is left.
func checkPrivate(t *testing.T, dir string) {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		names = append(names, d.Name())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{filepath.Base(dir), "bundled-ahead.pem", "bundled-behind.pem", "bundled-beside.pem", "client-ca.pem", "client.pem", "intermediate.pem", "lock", "pinned-api.bench.test.pem", "root.pem"}; !slices.Equal(names, want) {
		t.Errorf("files %q, want %q", names, want)
	}
}

func TestLooseModesAreTightened(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pki")
	newAuthority(t, Options{Dir: dir})
	for _, path := range []string{dir, filepath.Join(dir, "root.pem")} {
		if err := os.Chmod(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	newAuthority(t, Options{Dir: dir})
	checkPrivate(t, dir)
}

func TestAnchorIsMadeAnew(t *testing.T) {
	for name, spoil := range map[string]func(dir string) Options{
		"too old":     func(string) Options { return Options{Now: func() time.Time { return noon.Add(31 * 24 * time.Hour) }} },
		"from future": func(string) Options { return Options{Now: func() time.Time { return noon.Add(-time.Hour) }} },
		"other kind":  func(string) Options { return Options{CA: RSA2048} },
		"garbage": func(dir string) Options {
			os.WriteFile(filepath.Join(dir, "root.pem"), []byte("garbage"), 0o600)
			return Options{}
		},
		"cut off": func(dir string) Options {
			os.Truncate(filepath.Join(dir, "root.pem"), 700)
			return Options{}
		},
		"empty": func(dir string) Options {
			os.Truncate(filepath.Join(dir, "root.pem"), 0)
			return Options{}
		},
		"no root at all": func(dir string) Options {
			os.Rename(filepath.Join(dir, "pinned-api.bench.test.pem"), filepath.Join(dir, "root.pem"))
			return Options{}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "pki")
			first := newAuthority(t, Options{Dir: dir}).RootPEM()
			opts := spoil(dir)
			opts.Dir = dir
			second := newAuthority(t, opts)
			if bytes.Equal(first, second.RootPEM()) {
				t.Error("the root was used on")
			}
			checkPrivate(t, dir)
			if again := newAuthority(t, opts); !bytes.Equal(again.AnchorPEM(), second.AnchorPEM()) {
				t.Error("the new anchor was not kept")
			}
		})
	}
}

// The key of one making with the certificate of another is found out.
func TestMixedFilesAreMadeAnew(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pki")
	a := newAuthority(t, Options{Dir: dir})
	mixed := *a.root
	mixed.key = a.pinned.key
	if err := writeIdentity(filepath.Join(dir, "root.pem"), &mixed); err != nil {
		t.Fatal(err)
	}
	if b := newAuthority(t, Options{Dir: dir}); bytes.Equal(a.RootPEM(), b.RootPEM()) {
		t.Error("a root with the wrong key was used on")
	}
}

func TestHostsHaveTheirOwnPinnedLeaf(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pki")
	one := newAuthority(t, Options{Dir: dir, Host: "one.test"})
	two := newAuthority(t, Options{Dir: dir, Host: "192.168.4.1"})
	if !bytes.Equal(one.RootPEM(), two.RootPEM()) {
		t.Error("two hosts have two roots")
	}
	if again := newAuthority(t, Options{Dir: dir, Host: "one.test"}); !bytes.Equal(one.AnchorPEM(), again.AnchorPEM()) {
		t.Error("another host's leaf replaced the first one's")
	}
}

func TestKeep(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pki")
	if _, err := New(Options{Dir: dir, Keep: true}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("keeping what is not there: %v", err)
	}
	first := newAuthority(t, Options{Dir: dir}).AnchorPEM()
	old := Options{Dir: dir, Keep: true, Now: func() time.Time { return noon.Add(31 * 24 * time.Hour) }}
	if kept := newAuthority(t, old).AnchorPEM(); !bytes.Equal(first, kept) {
		t.Error("the anchor that a build used was made anew")
	}
}

func TestDirThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(Options{Dir: file}); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("a folder that is a file: %v", err)
	}
}

func TestConcurrentAuthoritiesAgree(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pki")
	anchors := make([][]byte, 8)
	var all sync.WaitGroup
	for i := range anchors {
		all.Go(func() {
			a, err := New(Options{Dir: dir})
			if err != nil {
				t.Error(err)
				return
			}
			anchors[i] = a.AnchorPEM()
		})
	}
	all.Wait()
	for _, anchor := range anchors[1:] {
		if !bytes.Equal(anchor, anchors[0]) {
			t.Fatal("two authorities in one folder have two anchors")
		}
	}
}

// dirVariable makes this test binary print the anchor of a folder, as another process.
const dirVariable = "BENCHTRIAL_TEST_PKI_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(dirVariable); dir != "" {
		a, err := New(Options{Dir: dir})
		if err != nil {
			panic(err)
		}
		os.Stdout.Write(a.AnchorPEM())
		return
	}
	os.Exit(m.Run())
}

func TestProcessesAgree(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pki")
	outputs := make([]bytes.Buffer, 4)
	var processes []*exec.Cmd
	for i := range outputs {
		p := exec.CommandContext(t.Context(), os.Args[0])
		p.Env = append(os.Environ(), dirVariable+"="+dir)
		p.Stdout = &outputs[i]
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
		processes = append(processes, p)
	}
	for _, p := range processes {
		if err := p.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	for _, out := range outputs {
		if out.Len() == 0 || !bytes.Equal(out.Bytes(), outputs[0].Bytes()) {
			t.Fatal("two processes have two anchors")
		}
	}
}
