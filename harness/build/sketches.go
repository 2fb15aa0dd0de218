package build

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/benchtrial/benchtrial/harness/lease/flock"
)

// arduinoTool is a program that compiles a sketch folder.
type arduinoTool interface {
	name() string
	// identity says all that an image depends on besides the sketch and its libraries: versions of builder, compiler and platform.
	identity(ctx context.Context, req Request) (string, error)
	// compile leaves NAME.ino.elf, and for real boards the .bin files, in j.build.
	compile(ctx context.Context, j job) error
}

// job is one compilation.
type job struct {
	req       Request
	sketch    string   // the work copy's folder; holds ino and the header
	ino       string   // file name of the main .ino
	libraries string   // a folder with copies of the libraries; "" if there are none
	folders   []string // those copies, in the order in which the author names them
	build     string   // where the builder works, kept from build to build
	identity  string
	out       io.Writer // takes all that the builder prints
}

// output is what a builder made.
type output struct {
	regions []Region
	elf     string
	inputs  []inputFile
}

// sketches is the chain from an Arduino sketch to an image.
type sketches struct {
	*Builder
	tool arduinoTool
}

func (s sketches) name() string { return s.tool.name() }

// inputs are all that goes into an image.
type inputs struct {
	sketch    *source
	libraries []*source
	ino       string
	header    []byte
	identity  string
}

func (s sketches) image(ctx context.Context, req Request) (Image, error) {
	in, err := s.gather(ctx, req)
	if err != nil {
		return Image{}, err
	}
	key := in.key(req, s.name())
	if err := os.MkdirAll(filepath.Join(s.cache, "images"), 0o700); err != nil {
		return Image{}, err
	}
	lock, err := flock.Wait(ctx, s.entry(key)+".lock", flock.Exclusive, 0o600, func() {
		s.progress(fmt.Sprintf("%s: another process is building it; waiting", req.Name))
	})
	if err != nil {
		return Image{}, err
	}
	defer lock.Unlock()
	image, err := s.cached(key)
	if err == nil {
		image.Cached = true
		s.progress(fmt.Sprintf("%s for %s: nothing has changed, taking the image built before", req.Name, req.Chip))
		return image, nil
	}
	s.progress(fmt.Sprintf("%s for %s: compiling with %s (%v)", req.Name, req.Chip, s.name(), err))
	out, log, err := s.compile(ctx, req, in)
	if err != nil {
		return Image{}, err
	}
	return s.store(key, out, log)
}

// gather reads everything that the image depends on.
func (s sketches) gather(ctx context.Context, req Request) (in inputs, err error) {
	if in.sketch, err = readSource(req.SketchDir); err != nil {
		return in, err
	}
	if in.ino, err = mainFile(in.sketch, req); err != nil {
		return in, err
	}
	for _, library := range req.Libraries {
		content, err := readSource(library)
		if err != nil {
			return in, err
		}
		in.libraries = append(in.libraries, content)
	}
	in.header = req.Values.header()
	in.identity, err = s.tool.identity(ctx, req)
	return in, err
}

// mainFile picks the .ino that gives the sketch its name: the folder's own, or the only one.
func mainFile(s *source, req Request) (string, error) {
	var inos []string
	for _, file := range s.files {
		if strings.HasSuffix(file.path, ".ino") && !strings.Contains(file.path, "/") {
			inos = append(inos, file.path)
		}
	}
	for _, name := range []string{filepath.Base(req.SketchDir), req.Name} {
		if s.has(name + ".ino") {
			return name + ".ino", nil
		}
	}
	switch len(inos) {
	case 0:
		return "", fmt.Errorf("%q holds no .ino", req.SketchDir)
	case 1:
		return inos[0], nil
	}
	return "", fmt.Errorf("%q holds %s, and none is called as the folder is: rename the main one to %s.ino",
		req.SketchDir, strings.Join(inos, ", "), filepath.Base(req.SketchDir))
}

// key names the image that these inputs give.
func (in inputs) key(req Request, builder string) string {
	sum := sha256.New()
	line := func(words ...string) { fmt.Fprintf(sum, "%q\n", words) }
	line("benchtrial image", "1")
	line(builder, req.Name, req.Chip, req.FQBN, in.identity, in.ino, hashOf(in.header))
	for _, file := range in.sketch.files {
		line("sketch", file.path, file.hash)
	}
	for _, library := range in.libraries {
		for _, file := range library.files {
			line("library", filepath.Base(library.dir), file.path, file.hash)
		}
	}
	return hex.EncodeToString(sum.Sum(nil))[:40]
}

// compile runs the tool on a work copy and collects what it made.
func (s sketches) compile(ctx context.Context, req Request, in inputs) (output, []byte, error) {
	work, unlock, err := s.workFolder(ctx, req, s.name())
	if err != nil {
		return output{}, nil, err
	}
	defer unlock()
	var all bytes.Buffer
	stem := strings.TrimSuffix(in.ino, ".ino")
	j := job{req: req, sketch: filepath.Join(work, stem), ino: in.ino, build: filepath.Join(work, "out-"+hashOf([]byte(in.identity))[:8]), identity: in.identity,
		out: io.MultiWriter(&all, &narrator{s.progress, req, nil})}
	if err := in.sketch.copyTo(j.sketch, map[string][]byte{HeaderName: in.header}); err != nil {
		return output{}, nil, fmt.Errorf("copying the sketch: %w", err)
	}
	platform, err := s.platformLibraries(ctx, req.FQBN)
	if err != nil {
		return output{}, nil, err
	}
	if j.libraries, j.folders, err = copyLibraries(work, in.libraries, platform); err != nil {
		return output{}, nil, err
	}
	if err := freshen(j.build); err != nil {
		return output{}, nil, err
	}
	err = s.whole(ctx, j)
	// The Arduino builders copy once more, for compiling; only the .ino keep their names in the compiler's words, by #line.
	log := userPaths(string(req.Values.redact(all.Bytes())), req.SketchDir, j.sketch, filepath.Join(j.build, "sketch"))
	if err != nil {
		return output{}, nil, s.failure(err, req, log, work)
	}
	out, err := s.collect(ctx, j)
	if err != nil {
		return output{}, nil, err
	}
	out.inputs = readInputs(j.build, s.cache)
	return out, []byte(log), nil
}
