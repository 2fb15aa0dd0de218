// Package nor is a NOR flash chip kept in a file. It obeys the chip's rules, because firmware tools get them wrong:
// programming can only clear bits, and only an erase of a whole sector sets them again.
//
// The contents are mapped memory, so that they outlive the process however it ends, and the file is locked, so that two
// boards never share a flash.
package nor

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/sys/unix"
)

// SectorSize is the unit of erasing, in bytes.
const SectorSize = 4096

// ErrInUse is wrapped when another process, or another Flash of this one, has the file.
var ErrInUse = errors.New("the flash is in use by another simulated board")

// ErrRange is wrapped when an access leads out of the chip.
var ErrRange = errors.New("outside of the flash")

// Flash is an open flash chip. It is safe for concurrent use.
type Flash struct {
	mu      sync.Mutex
	mem     []byte
	file    *os.File // nil: the contents live in memory only
	version uint64
}

// Open opens the flash of size bytes kept in the file at path, which is made with blank contents when there is none.
// With an empty path the contents last as long as the Flash.
func Open(path string, size int) (*Flash, error) {
	if size <= 0 || size%SectorSize != 0 {
		return nil, fmt.Errorf("opening a flash: %d bytes is no multiple of %d", size, SectorSize)
	}
	if path == "" {
		f := &Flash{mem: make([]byte, size)}
		fill(f.mem)
		return f, nil
	}
	if err := create(path, size); err != nil {
		return nil, fmt.Errorf("making the flash %s: %w", path, err)
	}
	f, err := open(path, size)
	if err != nil {
		return nil, fmt.Errorf("opening the flash %s: %w", path, err)
	}
	return f, nil
}

// create makes a blank flash unless the file exists. It appears under its name in one step: a process that dies half
// way leaves no half-blank flash.
func create(path string, size int) error {
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".flash-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	blank := make([]byte, size)
	fill(blank)
	_, err = tmp.Write(blank)
	if err := errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	if err := os.Link(tmp.Name(), path); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return nil
}

// open maps and locks an existing file.
func open(path string, size int) (*Flash, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		file.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, ErrInUse
		}
		return nil, fmt.Errorf("locking: %w", err)
	}
	info, err := file.Stat()
	if err == nil && info.Size() != int64(size) {
		err = fmt.Errorf("the file has %d bytes, the chip %d; remove the file to begin with a blank flash", info.Size(), size)
	}
	var mem []byte
	if err == nil {
		mem, err = unix.Mmap(int(file.Fd()), 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return &Flash{mem: mem, file: file}, nil
}

// Size is the size of the chip in bytes.
func (f *Flash) Size() int { return len(f.mem) }

// Version changes with every program and erase, so that what was computed from the contents can be kept until then.
func (f *Flash) Version() uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.version
}

// Read copies n bytes from offset at.
func (f *Flash) Read(at, n uint32) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.check("reading", at, uint64(n)); err != nil {
		return nil, err
	}
	return append([]byte(nil), f.mem[at:uint64(at)+uint64(n)]...), nil
}

// Program clears the bits that are clear in data. Bits that are clear already stay so, as in the chip: without an
// erase the result is the AND of old and new.
func (f *Flash) Program(at uint32, data []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.check("programming", at, uint64(len(data))); err != nil {
		return err
	}
	f.version++
	for i, b := range data {
		f.mem[int(at)+i] &= b
	}
	return nil
}

// Erase sets every sector that [at, at+n) touches to 0xff.
func (f *Flash) Erase(at, n uint32) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.check("erasing", at, uint64(n)); err != nil {
		return err
	}
	if n == 0 {
		return nil
	}
	f.version++
	first := uint64(at) / SectorSize * SectorSize
	last := (uint64(at) + uint64(n) + SectorSize - 1) / SectorSize * SectorSize
	fill(f.mem[first:last])
	return nil
}

// Close gives the file back. The Flash must not be used afterwards.
func (f *Flash) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.file == nil {
		return nil
	}
	err := errors.Join(unix.Munmap(f.mem), f.file.Close())
	f.mem, f.file = nil, nil
	return err
}

// check refuses an access outside of the chip. The caller holds mu.
func (f *Flash) check(what string, at uint32, n uint64) error {
	if end := uint64(at) + n; end > uint64(len(f.mem)) {
		return fmt.Errorf("%s 0x%x to 0x%x of a flash of 0x%x bytes: %w", what, at, end, len(f.mem), ErrRange)
	}
	return nil
}

func fill(b []byte) {
	for i := range b {
		b[i] = 0xff
	}
}
