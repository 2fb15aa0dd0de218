package build

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/benchtrial/benchtrial/harness/lease/flock"
)

// arduino-builder keeps the compiled core for all sketches, but the platform's libraries (TLS among them) it compiles for each sketch
// anew, which takes longer than all the rest. So a sketch that is built for the first time borrows them from the one built last.

const (
	lenderName  = "lender" // in a core's folder: the build folder of the sketch built last with it
	optionsName = "build.options.json"
	// Which library each #include led to, in order. Found out by running the preprocessor on every source, libraries too; arduino-builder
	// compares it with what it finds for the sketch itself, and drops it from the first difference on.
	includesName = "includes.cache"
)

// lend notes that the libraries in a build folder are complete and may be borrowed.
func lend(core, build string) error {
	return replace(filepath.Join(core, lenderName), []byte(build))
}

// borrow copies compiled libraries into a build folder in which nothing was built yet. It is only to save time: what it cannot do, or
// arduino-builder does not accept, is compiled.
func borrow(core, build, ino string) error {
	text, err := os.ReadFile(filepath.Join(core, lenderName))
	lender := string(text)
	if err != nil || lender == build || exists(filepath.Join(build, optionsName)) {
		return nil
	}
	lock, err := flock.Try(filepath.Join(filepath.Dir(lender), "lock"), flock.Shared, 0o600)
	if err != nil {
		return nil // being built in at this moment, or gone
	}
	defer lock.Unlock()
	if exists(filepath.Join(filepath.Dir(lender), unfinishedName)) {
		return nil
	}
	options, theirs, err := borrowedOptions(filepath.Join(lender, optionsName), ino)
	if err != nil {
		return nil
	}
	if found, err := os.ReadFile(filepath.Join(lender, includesName)); err == nil {
		found = bytes.ReplaceAll(found, []byte(lender+"/"), []byte(build+"/"))
		found = bytes.ReplaceAll(found, []byte("/"+filepath.Base(theirs)+".cpp"), []byte("/"+filepath.Base(ino)+".cpp"))
		if err := os.WriteFile(filepath.Join(build, includesName), found, 0o600); err != nil {
			return err
		}
	}
	if err := copyObjects(filepath.Join(lender, "libraries"), filepath.Join(build, "libraries"), lender, build); err != nil {
		return errors.Join(err, os.RemoveAll(filepath.Join(build, "libraries")))
	}
	return os.WriteFile(filepath.Join(build, optionsName), options, 0o600)
}

// borrowedOptions is the lender's record of how it was built, for our sketch, and which was theirs. arduino-builder throws a build folder away whose record
// differs from what it is asked for: so if anything but the sketch does, nothing is borrowed.
func borrowedOptions(path, ino string) (ours []byte, theirs string, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, "", err
	}
	var options map[string]any
	if err := json.Unmarshal(text, &options); err != nil {
		return nil, "", err
	}
	const sketch = "sketchLocation"
	theirs, _ = options[sketch].(string)
	options[sketch] = ino
	ours, err = json.MarshalIndent(options, "", "  ")
	return ours, theirs, err
}

// copyObjects copies a tree with its times, by which arduino-builder judges whether an object is up to date, and puts the new folder into
// the .d files, which name the object that they belong to.
func copyObjects(from, to, oldBuild, newBuild string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(to, strings.TrimPrefix(path, from))
		if entry.IsDir() {
			return os.MkdirAll(target, 0o700)
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if strings.HasSuffix(path, ".d") {
			content = bytes.ReplaceAll(content, []byte(oldBuild+"/"), []byte(newBuild+"/"))
		}
		if err := os.WriteFile(target, content, 0o600); err != nil {
			return err
		}
		return os.Chtimes(target, info.ModTime(), info.ModTime())
	})
}

// replace writes a file so that a reader sees the old content or the new.
func replace(path string, content []byte) error {
	fresh, err := os.CreateTemp(filepath.Dir(path), ".new-")
	if err != nil {
		return err
	}
	defer os.Remove(fresh.Name()) // fails, as it should, once it has been renamed
	_, err = fresh.Write(content)
	if err = errors.Join(err, fresh.Close()); err != nil {
		return err
	}
	return os.Rename(fresh.Name(), path)
}
