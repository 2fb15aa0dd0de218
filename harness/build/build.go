// Package build turns a sketch into an image that esptool can write.
//
// The sketch's folder is copied, a header with the bench's values is put beside the .ino (bench_config.h, see Values), and the builder
// that fits is run on the copy: Debian's arduino-builder or arduino-cli on the platform of boards/arduino for the simulated boards;
// arduino-cli, PlatformIO or idf.py for real ones; none at all for images that exist already. What comes out is kept under the hash of
// everything that went in, so that the same inputs are compiled once.
package build

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/benchtrial/benchtrial/boards/arduino"
)

// Request says what to build, and for what.
type Request struct {
	SketchDir string            // the folder of the sketch or project; for prebuilt images also a single .bin
	Name      string            // the firmware's name; "": the folder's
	Chip      string            // "esp32", "esp32c3", "esp32s3", "esp8266"
	FQBN      string            // the Arduino board, "bench:esp32:native"; for PlatformIO the environment, for the others empty
	Builder   string            // one of the Builder… constants; "" is Auto
	Libraries []string          // folders, each the root of one Arduino library
	Offsets   map[string]uint32 // prebuilt only: where each .bin goes, by file name, when nothing beside it says so
	Values    Values
}

// Region is one file and where in flash it goes.
type Region struct {
	Offset uint32
	Path   string
}

// Image is what came of a Request.
type Image struct {
	Regions []Region      // in order of their offsets
	ELF     string        // with symbols, for decoding a backtrace; "" if the builder made none
	Hash    string        // SHA-256 in hex over the offsets and bytes of the regions: equal images are equal flash contents
	Cached  bool          // nothing was compiled
	Builder string        // which builder made it
	Log     string        // a file with all that the builder said, warnings too; "" if there was no builder
	Took    time.Duration // the whole of Build, waiting for other processes included
	Warning string        // what the user has to do himself before the firmware can be tried; mostly ""
}

// Platform is an Arduino platform for the host.
type Platform interface {
	Unpack(dir string) error // writes dir/hardware/bench/…
	Hash() string            // changes whenever a file of it does
}

// Options says where a Builder works.
type Options struct {
	CacheDir string       // made if need be; safe to share between processes
	Platform Platform     // nil: boards/arduino
	Progress func(string) // told what is going on, one line a call; nil: nobody
}

// Builder builds. It may be used by several goroutines, and beside other processes on the same CacheDir.
type Builder struct {
	cache    string
	platform Platform
	progress func(string)
}

// DefaultCacheDir is $XDG_CACHE_HOME/benchtrial, or what stands for it.
func DefaultCacheDir() (string, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("finding the cache folder: %w; set HOME or XDG_CACHE_HOME", err)
	}
	return filepath.Join(base, "benchtrial"), nil
}

// New returns a Builder.
func New(opts Options) (*Builder, error) {
	if opts.CacheDir == "" {
		return nil, errors.New("making a builder: no cache folder given")
	}
	cache, err := filepath.Abs(opts.CacheDir)
	if err != nil {
		return nil, fmt.Errorf("making a builder: %w", err)
	}
	// The header in the work copy holds the Wi-Fi password, hence 0700.
	if err := os.MkdirAll(cache, 0o700); err != nil {
		return nil, fmt.Errorf("making a builder: %w", err)
	}
	b := &Builder{cache: cache, platform: opts.Platform, progress: opts.Progress}
	if b.platform == nil {
		b.platform = native{}
	}
	if b.progress == nil {
		b.progress = func(string) {}
	}
	return b, nil
}

// native is the project's own platform.
type native struct{}

func (native) Unpack(dir string) error { return arduino.Unpack(dir) }
func (native) Hash() string            { return arduino.Hash() }

// Build returns the image for a request, compiling only what it has not compiled before. A sketch that does not compile is a
// *CompileError; every other error is the bench's own trouble.
func (b *Builder) Build(ctx context.Context, req Request) (Image, error) {
	began := time.Now()
	req, err := req.checked()
	if err != nil {
		return Image{}, err
	}
	chain, err := b.choose(req)
	if err != nil {
		return Image{}, fmt.Errorf("building %s: %w", req.Name, err)
	}
	image, err := chain.image(ctx, req)
	var compile *CompileError
	if errors.As(err, &compile) {
		return Image{}, err
	}
	if err != nil {
		return Image{}, fmt.Errorf("building %s for %s with %s: %w", req.Name, req.Chip, chain.name(), err)
	}
	image.Builder = chain.name()
	image.Warning = unwritten(req, image.Builder)
	image.Took = time.Since(began)
	return image, nil
}

// checked fills in what the request leaves open and refuses what cannot be.
func (r Request) checked() (Request, error) {
	path, err := filepath.Abs(r.SketchDir)
	if err != nil {
		return r, fmt.Errorf("building %q: %w", r.SketchDir, err)
	}
	r.SketchDir = path
	if _, err := os.Stat(path); err != nil {
		return r, fmt.Errorf("building: %w; give the folder of a sketch", err)
	}
	if r.Name == "" {
		r.Name = strings.TrimSuffix(filepath.Base(path), ".bin")
	}
	if r.Builder == "" {
		r.Builder = Auto
	}
	for i, library := range r.Libraries {
		if r.Libraries[i], err = filepath.Abs(library); err != nil {
			return r, fmt.Errorf("building %s: library %q: %w", r.Name, library, err)
		}
		if info, err := os.Stat(r.Libraries[i]); err != nil || !info.IsDir() {
			return r, fmt.Errorf("building %s: library %q is not a folder; give the folder that holds its library.properties or src", r.Name, library)
		}
	}
	return r, nil
}
