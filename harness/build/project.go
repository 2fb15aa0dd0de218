package build

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/benchtrial/benchtrial/harness/lease/flock"
)

// projectTool is a builder with a project layout of its own, which finds out by itself what has to be compiled anew.
type projectTool interface {
	name() string
	headerAt() string // where in the project the header is found by an #include
	build(ctx context.Context, b *Builder, p projectJob) (output, error)
}

type projectJob struct {
	req Request
	dir string // the work copy
	out io.Writer
}

// project is the chain from a PlatformIO or ESP-IDF project to an image. The builder is run each time: its inputs, packages that it
// fetches by itself among them, cannot all be seen from here. With nothing changed it takes a few seconds.
type project struct {
	*Builder
	tool projectTool
}

func (p project) name() string { return p.tool.name() }

func (p project) image(ctx context.Context, req Request) (Image, error) {
	content, err := readSource(req.SketchDir)
	if err != nil {
		return Image{}, err
	}
	work, unlock, err := p.workFolder(ctx, req, p.name())
	if err != nil {
		return Image{}, err
	}
	defer unlock()
	dir := filepath.Join(work, "project")
	if err := content.copyTo(dir, map[string][]byte{p.tool.headerAt(): req.Values.header()}); err != nil {
		return Image{}, fmt.Errorf("copying the project: %w", err)
	}
	p.progress(fmt.Sprintf("%s for %s: building with %s", req.Name, req.Chip, p.name()))
	var all bytes.Buffer
	out, err := p.tool.build(ctx, p.Builder, projectJob{req, dir, io.MultiWriter(&all, &narrator{p.progress, req, nil})})
	log := userPaths(string(req.Values.redact(all.Bytes())), req.SketchDir, dir)
	if err != nil {
		return Image{}, p.failure(err, req, log, work)
	}
	return p.keep(ctx, out, []byte(log))
}

// keep stores an image under its own content.
func (p project) keep(ctx context.Context, out output, log []byte) (Image, error) {
	key, err := contentKey(out.regions)
	if err != nil {
		return Image{}, err
	}
	if err := os.MkdirAll(filepath.Join(p.cache, "images"), 0o700); err != nil {
		return Image{}, err
	}
	lock, err := flock.Wait(ctx, p.entry(key)+".lock", flock.Exclusive, 0o600, nil)
	if err != nil {
		return Image{}, err
	}
	defer lock.Unlock()
	if image, err := p.cached(key); err == nil {
		return image, nil
	}
	return p.store(key, out, log)
}

// contentKey hashes what is to be flashed.
func contentKey(regions []Region) (string, error) {
	slices.SortFunc(regions, func(a, b Region) int { return int(int64(a.Offset) - int64(b.Offset)) })
	var all bytes.Buffer
	for _, region := range regions {
		content, err := os.ReadFile(region.Path)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&all, "%#x %s\n", region.Offset, hashOf(content))
	}
	return hashOf(all.Bytes())[:40], nil
}
