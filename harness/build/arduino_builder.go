package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/benchtrial/benchtrial/harness/lease/flock"
)

// debianBuilder is Debian's arduino-builder, for the simulated boards.
type debianBuilder struct{ *Builder }

func (debianBuilder) name() string { return ArduinoBuilder }

func (d debianBuilder) identity(ctx context.Context, _ Request) (string, error) {
	builder, err := d.ask(ctx, "arduino-builder", "-version")
	if err != nil {
		return "", err
	}
	return d.hostIdentity(ctx, builder)
}

// hostIdentity adds to a builder's version what the compiler and the platform of the simulated boards are.
func (b *Builder) hostIdentity(ctx context.Context, builder string) (string, error) {
	compiler, err := b.ask(ctx, "g++", "--version")
	if err != nil {
		return "", err
	}
	return strings.Join([]string{builder, compiler, b.platform.Hash()}, "\n"), nil
}

// ask runs a program for what it says of itself.
func (b *Builder) ask(ctx context.Context, argv ...string) (string, error) {
	if _, err := find(argv[0], "install it: make setup"); err != nil {
		return "", err
	}
	var out bytes.Buffer
	if err := run(ctx, "", nil, &out, argv...); err != nil {
		return "", fmt.Errorf("asking %s: %w: %s", strings.Join(argv, " "), err, lastLines(out.String(), 3))
	}
	return strings.TrimSpace(out.String()), nil
}

func (d debianBuilder) compile(ctx context.Context, j job) error {
	platform, err := d.unpacked(ctx)
	if err != nil {
		return err
	}
	noTools := filepath.Join(d.cache, "no-tools") // -tools is mandatory, and may be empty
	if err := os.MkdirAll(noTools, 0o700); err != nil {
		return err
	}
	core, ready, unlock, err := d.coreCache(ctx, j)
	if err != nil {
		return err
	}
	defer unlock()
	argv := []string{"arduino-builder", "-compile", "-logger=human", "-warnings=default",
		"-hardware", filepath.Join(platform, "hardware"), "-tools", noTools, "-fqbn", j.req.FQBN,
		"-build-cache", core, "-build-path", j.build}
	if j.libraries != "" {
		argv = append(argv, "-libraries", j.libraries)
	}
	ino := filepath.Join(j.sketch, j.ino)
	if err := borrow(core, j.build, ino); err != nil {
		return err
	}
	if err := run(ctx, j.sketch, nil, j.out, append(argv, ino)...); err != nil {
		return err
	}
	if err := lend(core, j.build); err != nil {
		return err
	}
	return os.WriteFile(ready, nil, 0o600)
}

// unpacked returns the folder of the platform, written once for each of its hashes.
func (b *Builder) unpacked(ctx context.Context) (string, error) {
	dir := filepath.Join(b.cache, "platform", b.platform.Hash()[:16])
	if exists(dir) {
		return dir, nil
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return "", err
	}
	lock, err := flock.Wait(ctx, dir+".lock", flock.Exclusive, 0o600, nil)
	if err != nil {
		return "", err
	}
	defer lock.Unlock()
	if exists(dir) {
		return dir, nil
	}
	fresh, err := os.MkdirTemp(filepath.Dir(dir), ".new-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(fresh)
	if err := b.platform.Unpack(fresh); err != nil {
		return "", err
	}
	return dir, os.Rename(fresh, dir)
}

// coreCache returns the folder in which arduino-builder keeps the compiled core for all sketches, and the file that says that it is in
// there. arduino-builder copies the core in without a lock, so as long as it is not there only one process may build; after that any
// number may, since they only read.
func (b *Builder) coreCache(ctx context.Context, j job) (dir, ready string, unlock func() error, err error) {
	dir = filepath.Join(b.cache, "core", hashOf([]byte(j.identity + j.req.FQBN))[:16])
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", "", nil, err
	}
	ready = filepath.Join(dir, "ready")
	take := func(mode flock.Mode) (*flock.Lock, error) {
		return flock.Wait(ctx, filepath.Join(dir, "lock"), mode, 0o600, func() {
			b.progress(fmt.Sprintf("%s: another process is compiling the core; waiting for it", j.req.Name))
		})
	}
	if !exists(ready) {
		lock, err := take(flock.Exclusive)
		if err != nil {
			return "", "", nil, err
		}
		if !exists(ready) {
			// A process that was killed may have left half an archive.
			if err := os.RemoveAll(filepath.Join(dir, "core")); err != nil {
				return "", "", nil, errors.Join(err, lock.Unlock())
			}
			return dir, ready, lock.Unlock, nil
		}
		if err := lock.Unlock(); err != nil { // made while this process waited: no need to keep others out
			return "", "", nil, err
		}
	}
	lock, err := take(flock.Shared)
	if err != nil {
		return "", "", nil, err
	}
	return dir, ready, lock.Unlock, nil
}
