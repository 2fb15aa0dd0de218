package nor

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func open4(t *testing.T, path string) *Flash {
	t.Helper()
	f, err := Open(path, 4*SectorSize)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func read(t *testing.T, f *Flash, at, n uint32) []byte {
	t.Helper()
	b, err := f.Read(at, n)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestProgramOnlyClearsBits(t *testing.T) {
	f := open4(t, "")
	for _, b := range [][]byte{{0xf0, 0xff, 0x0f}, {0x3c, 0x55, 0xff}} {
		if err := f.Program(10, b); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := read(t, f, 9, 5), []byte{0xff, 0x30, 0x55, 0x0f, 0xff}; !bytes.Equal(got, want) {
		t.Errorf("after two programs without an erase: got % x, want % x", got, want)
	}
}

func TestEraseTakesWholeSectors(t *testing.T) {
	f := open4(t, "")
	if err := f.Program(0, make([]byte, 4*SectorSize)); err != nil {
		t.Fatal(err)
	}
	if err := f.Erase(SectorSize+1, SectorSize); err != nil { // touches sectors 1 and 2
		t.Fatal(err)
	}
	for sector, want := range []byte{0, 0xff, 0xff, 0} {
		got := read(t, f, uint32(sector)*SectorSize, SectorSize)
		if !bytes.Equal(got, bytes.Repeat([]byte{want}, SectorSize)) {
			t.Errorf("sector %d: begins with %02x, want all %02x", sector, got[0], want)
		}
	}
	version := f.Version()
	if err := f.Erase(3, 0); err != nil || f.Version() != version {
		t.Errorf("erasing nothing: error %v, version %d, want %d", err, f.Version(), version)
	}
}

func TestOutOfRange(t *testing.T) {
	f := open4(t, "")
	_, readErr := f.Read(4*SectorSize-1, 2)
	_, wrapErr := f.Read(1, 0xffffffff)
	for what, err := range map[string]error{
		"Read": readErr, "Read that wraps": wrapErr,
		"Program": f.Program(4*SectorSize, []byte{0}), "Erase": f.Erase(0, 5*SectorSize),
	} {
		if !errors.Is(err, ErrRange) {
			t.Errorf("%s: got error %v, want ErrRange", what, err)
		}
	}
}

func TestContentsOutliveTheFlash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "flash")
	f := open4(t, path)
	if got := read(t, f, 0, 4*SectorSize); !bytes.Equal(got, bytes.Repeat([]byte{0xff}, len(got))) {
		t.Error("a new flash is not blank")
	}
	if err := f.Program(5, []byte("firmware")); err != nil {
		t.Fatal(err)
	}
	// Not closed yet: this is what another process would find after a kill.
	if b, err := os.ReadFile(path); err != nil || string(b[5:13]) != "firmware" {
		t.Errorf("the file holds %q (error %v) before Close", b[5:13], err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if got := read(t, open4(t, path), 5, 8); string(got) != "firmware" {
		t.Errorf("after reopening: %q", got)
	}
}

func TestOneUserAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "flash")
	f := open4(t, path)
	if _, err := Open(path, 4*SectorSize); !errors.Is(err, ErrInUse) {
		t.Errorf("a second Open: got error %v, want ErrInUse", err)
	}
	if err := errors.Join(f.Close(), f.Close()); err != nil {
		t.Errorf("closing twice: %v", err)
	}
	open4(t, path)
}

func TestRefusedFiles(t *testing.T) {
	dir := t.TempDir()
	short := filepath.Join(dir, "short")
	if err := os.WriteFile(short, []byte("too short"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{
		"a file of another size": short, "a folder": dir, "a missing folder": filepath.Join(dir, "no", "flash"),
	} {
		if f, err := Open(path, SectorSize); err == nil {
			f.Close()
			t.Errorf("%s was opened", name)
		}
	}
	if _, err := Open("", 100); err == nil {
		t.Error("a size that is no multiple of a sector was taken")
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("files were left behind: %v", entries)
	}
}
