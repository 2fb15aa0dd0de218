package build

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
)

// CompileError says that the sketch, not the bench, is at fault: a compiler or linker refused it.
type CompileError struct {
	Name    string // the firmware
	Chip    string
	File    string // of the first error, in the user's own folder where it is one of his files
	Line    int    // 0: the compiler named none
	Column  int    // 0: the compiler named none
	Message string // the compiler's words on the first error
	Hint    string // what may mend it; "" if nothing is known
	Output  string // all that the builder said
	Log     string // the file that holds Output
}

func (e *CompileError) Error() string {
	place := e.File
	if e.Line > 0 {
		place += ":" + strconv.Itoa(e.Line)
	}
	if e.Column > 0 {
		place += ":" + strconv.Itoa(e.Column)
	}
	text := fmt.Sprintf("compiling %s for %s: %s: %s", e.Name, e.Chip, place, e.Message)
	if e.Hint != "" {
		text += "\n" + e.Hint
	}
	if e.Log != "" {
		text += "\nwhole output: " + e.Log
	}
	return text
}

// complaint is how gcc reports: file:line:column: error: words. A linker's "undefined reference" has no "error:" and no column.
var (
	complaint = regexp.MustCompile(`(?m)^(?:In file included from )?([^\s:][^:\n]*):(\d+):(?:(\d+):)? (?:fatal )?error: (.+)$`)
	undefined = regexp.MustCompile(`(?m)^(?:[^\s:]*ld(?:\.\w+)?: )?(?:[^\s:]+\.o: in function [^\n]*\n)?(?:[^\s:]*ld(?:\.\w+)?: )?([^\s:][^:\n]*\.(?:ino|cpp|c|cc|h|hpp)):(\d+): (undefined reference to .+)$`)
	noSketch  = regexp.MustCompile(`(?m)^.*(undefined reference to .+)$`)
	noHeader  = regexp.MustCompile(`^(\S+?): No such file or directory`)
)

// diagnose finds the first error in a builder's output, which names the user's files, not copies of them; nil: the output holds none, so
// it is not the sketch that is at fault. dir stands for the file where the linker names none.
func diagnose(output, dir string) *CompileError {
	e := &CompileError{Output: output}
	if m := complaint.FindStringSubmatch(output); m != nil {
		e.File, e.Message = m[1], m[4]
		e.Line, _ = strconv.Atoi(m[2])
		e.Column, _ = strconv.Atoi(m[3])
		e.Hint = hint(e.File, e.Message)
		return e
	}
	if m := undefined.FindStringSubmatch(output); m != nil {
		e.File, e.Message = m[1], m[3]
		e.Line, _ = strconv.Atoi(m[2])
		return e
	}
	if m := noSketch.FindStringSubmatch(output); m != nil {
		e.File, e.Message = dir, m[1]
		return e
	}
	return nil
}

// hint knows what to do about the errors that a new sketch meets most.
func hint(file, message string) string {
	if m := noHeader.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("no library brings %s: name the folder of the one that does under `libraries:` in firmware.yaml", m[1])
	}
	if filepath.Base(file) == HeaderName {
		return HeaderName + " is written by the bench; the values come from bench.yaml"
	}
	return ""
}
