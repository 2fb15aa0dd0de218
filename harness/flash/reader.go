package flash

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// What esptool 5.6.0 prints on a pipe (esptool cmds.py, loader.py; esp_pylib logger.py). A progress bar is one line for each block then.
var (
	sayChip    = regexp.MustCompile(`^Chip type: +(.+)`)
	sayMAC     = regexp.MustCompile(`^(?:BASE )?MAC: +([0-9a-fA-F:]{17})`)
	sayErase   = regexp.MustCompile(`^(?:Flash will be erased from|Erasing flash|Reflashing )`)
	sayBlock   = regexp.MustCompile(`^Writing at (0x[0-9a-f]+) .*?([0-9.]+)%`)
	sayWrote   = regexp.MustCompile(`^Wrote (\d+) bytes`)
	sayGood    = regexp.MustCompile(`^Hash of data verified\.`)
	saySkipped = regexp.MustCompile(`already in flash, skipping write\.`)
)

// errWrongBoard stops esptool as soon as it has named a board that was not meant.
var errWrongBoard = errors.New("another board answers")

// reader follows esptool's output. Only the goroutine that copies the child's output uses it, and after it the one that waited for that.
type reader struct {
	req   Request
	halt  context.CancelCauseFunc // ends esptool
	sizes []int64                 // of the regions
	size  int64                   // of all of them
	done  int64                   // bytes of the regions that are behind
	part  int                     // index of the region that is being written

	chip, mac string
	touched   bool  // the flash was erased or written to
	written   int64 // bytes that esptool reported as written
	verified  int   // regions written and verified
	skipped   int   // regions found to be there already
	block     int64 // bytes of this region that are written, by the last bar

	words   []string // the last lines
	pending []byte
}

// keepWords is how many of esptool's last lines an error carries.
const keepWords = 12

func newReader(req Request, sizes []int64) *reader {
	r := &reader{req: req, sizes: sizes, halt: func(error) {}}
	for _, size := range sizes {
		r.size += size
	}
	return r
}

func (r *reader) Write(p []byte) (int, error) {
	r.pending = append(r.pending, p...)
	for {
		i := bytes.IndexAny(r.pending, "\r\n")
		if i < 0 {
			break
		}
		r.line(strings.TrimRight(string(r.pending[:i]), " \t"))
		r.pending = r.pending[i+1:]
	}
	if len(r.pending) > 64<<10 { // no line of esptool's is that long
		r.pending = nil
	}
	return len(p), nil
}

func (r *reader) line(text string) {
	if m := sayBlock.FindStringSubmatch(text); m != nil {
		r.bar(m[1], m[2])
		return
	}
	// On every port that is no USB device esptool excuses itself, at length, on the line that it begins with "Connecting...".
	text, _, _ = strings.Cut(text, "NOTE: Failed to get VID/PID")
	if text != "" {
		if r.words = append(r.words, text); len(r.words) > keepWords {
			r.words = r.words[1:]
		}
	}
	switch {
	case sayChip.MatchString(text):
		r.chip = sayChip.FindStringSubmatch(text)[1]
		r.tell("connected to " + r.chip)
	case sayMAC.MatchString(text):
		r.mac = strings.ToLower(sayMAC.FindStringSubmatch(text)[1])
		if r.wrongBoard() {
			r.halt(errWrongBoard)
		}
	case sayErase.MatchString(text):
		r.touched = true
	case saySkipped.MatchString(text):
		r.skipped++
		r.next()
	case sayWrote.MatchString(text):
		n, _ := strconv.ParseInt(sayWrote.FindStringSubmatch(text)[1], 10, 64)
		r.written += n
		r.tell("verifying")
	case sayGood.MatchString(text):
		r.verified++
		r.next()
	}
}

// wrongBoard says whether the chip that answered is not the one that was meant.
func (r *reader) wrongBoard() bool {
	return r.req.MAC != "" && r.mac != "" && !sameMAC(r.mac, r.req.MAC)
}

// next goes on to the next region.
func (r *reader) next() {
	r.done += r.regionSize()
	r.part++
	r.block = 0
	r.tell("checked")
}

// bar is a progress line: its percentage is of this region.
func (r *reader) bar(at, percent string) {
	r.touched = true
	share, err := strconv.ParseFloat(percent, 64)
	if err != nil {
		return
	}
	r.block = int64(share / 100 * float64(r.regionSize()))
	r.tell("writing at " + at)
}

func (r *reader) regionSize() int64 {
	if r.part >= len(r.sizes) {
		return 0
	}
	return r.sizes[r.part]
}

func (r *reader) percent() float64 {
	return min(100, 100*float64(r.done+r.block)/float64(r.size))
}

func (r *reader) tell(text string) {
	if r.req.Progress != nil {
		r.req.Progress(Progress{Text: text, Percent: r.percent()})
	}
}

// lastWords is the end of what esptool said.
func (r *reader) lastWords() string {
	words := r.words
	if rest := strings.TrimSpace(string(r.pending)); rest != "" {
		words = append(words[:len(words):len(words)], rest)
	}
	return strings.Join(words, "\n")
}

// state says what a failure left on the board.
func (r *reader) state() string {
	switch {
	case !r.touched && r.verified == 0:
		return "nothing was written: the board holds what it held"
	case r.part >= len(r.req.Regions):
		return "all of the image was written"
	}
	return fmt.Sprintf("%.0f %% of the image was written: the board no longer holds a known image", r.percent())
}
