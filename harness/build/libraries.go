package build

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A library that the author of a sketch names must win over one of the same name that the platform brings: he wants to try what he ships.
// arduino-builder and arduino-cli go by the name of the folder first (a folder PubSubClient wins for <PubSubClient.h> over a folder
// pubsubclient-2.8), and by where it lies only after that. So the copy of a library is called as the platform's library is whose place it takes.

// platformLibrary is a library of the platform for the simulated boards.
type platformLibrary struct {
	folder  string
	headers []string // what a sketch can include, sorted
	// standIn is set for those that no core of the chip brings: on hardware the author installs them, under whatever name.
	standIn bool
}

// platformLibraries lists those for a board. Real boards have platforms that are not ours; it is then empty.
func (b *Builder) platformLibraries(ctx context.Context, fqbn string) ([]platformLibrary, error) {
	if !simulated(fqbn) {
		return nil, nil
	}
	dir, err := b.unpacked(ctx)
	if err != nil {
		return nil, err
	}
	folders, err := filepath.Glob(filepath.Join(dir, "hardware", "bench", strings.Split(fqbn, ":")[1], "libraries", "*"))
	if err != nil {
		return nil, err
	}
	var all []platformLibrary
	for _, folder := range folders {
		content, err := readSource(folder)
		if err != nil {
			return nil, err
		}
		all = append(all, platformLibrary{filepath.Base(folder), content.publicHeaders(), content.property("architectures") == "*"})
	}
	return all, nil
}

// publicHeaders are the headers of a library that others can include: those beside its sources, not deeper.
func (s *source) publicHeaders() []string {
	var headers []string
	for _, file := range s.files {
		if path := strings.TrimPrefix(file.path, "src/"); strings.HasSuffix(path, ".h") && !strings.Contains(path, "/") {
			headers = append(headers, path)
		}
	}
	return headers
}

// property is what a library's library.properties says of a key; "" if it says nothing.
func (s *source) property(key string) string {
	text, err := os.ReadFile(filepath.Join(s.dir, "library.properties"))
	if err != nil {
		return "" // an old library, which has none
	}
	for line := range strings.Lines(string(text)) {
		if name, value, found := strings.Cut(line, "="); found && strings.TrimSpace(name) == key {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// folderOf says how the copy of an author's library is called: as the library of the platform whose place it takes, or else as it is.
func folderOf(library *source, platform []platformLibrary) string {
	own, called := filepath.Base(library.dir), library.property("name")
	headers := library.publicHeaders()
	for _, theirs := range platform {
		has := func(header string) bool { return slices.Contains(headers, header) }
		sameHeaders := len(theirs.headers) > 0 && !slices.ContainsFunc(theirs.headers, func(h string) bool { return !has(h) })
		if strings.EqualFold(own, theirs.folder) || strings.EqualFold(called, theirs.folder) || theirs.standIn && sameHeaders {
			return theirs.folder
		}
	}
	return own
}

// copyLibraries makes a folder of all libraries, as builders want them, and lists the copies; "" if there are none. What an earlier build
// put there and is no longer asked for is removed.
func copyLibraries(work string, libraries []*source, platform []platformLibrary) (dir string, copies []string, err error) {
	if len(libraries) == 0 {
		return "", nil, nil
	}
	dir = filepath.Join(work, "libraries")
	from := map[string]string{}
	for _, library := range libraries {
		folder := folderOf(library, platform)
		if other, taken := from[folder]; taken {
			return "", nil, fmt.Errorf("%q and %q are both the library %s: name one of them under `libraries:`", other, library.dir, folder)
		}
		from[folder] = library.dir
		copies = append(copies, filepath.Join(dir, folder))
		if err := library.copyTo(filepath.Join(dir, folder), nil); err != nil {
			return "", nil, fmt.Errorf("copying library %q: %w", library.dir, err)
		}
	}
	return dir, copies, removeOthers(dir, from)
}

// removeOthers removes what is in a folder and not among the wanted names.
func removeOthers(dir string, wanted map[string]string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if _, stays := wanted[entry.Name()]; stays {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}
