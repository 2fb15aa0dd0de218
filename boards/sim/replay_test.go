package sim

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/benchtrial/benchtrial/boards/espimage"
	"github.com/benchtrial/benchtrial/boards/sim/loader"
)

var record = flag.Bool("record", false, "record the conversations in testdata/esptool anew, with the real esptool")

// conversation is one run of esptool, frame by frame.
type conversation struct {
	name    string
	chip    string
	options []string // of esptool, before write-flash
}

var conversations = []conversation{
	{"rom", "esp32", []string{"--no-stub"}},
	{"stub", "esp32", nil},
	{"esp8266-rom", "esp8266", []string{"--no-stub"}},
	{"esp8266-stub", "esp8266", nil},
}

// replayProgram is what the recorded runs have flashed.
const replayProgram = "#!/bin/sh\necho replayed\n"

func (c conversation) path() string { return filepath.Join("testdata", "esptool", c.name+".txt") }

// TestReplay plays a recorded host to a board, and compares every frame that the board answers; and the board must
// then hold the image and start it. It needs neither Python nor time.
func TestReplay(t *testing.T) {
	for _, c := range conversations {
		t.Run(c.name, func(t *testing.T) {
			if *record {
				recordConversation(t, c)
			}
			host, want := readConversation(t, c.path())
			m, out := bareMachine(t, c.chip)
			m.enterLoader(m.chip.strapDownload)
			for _, frame := range host {
				m.receive(loader.AppendFrame(nil, frame), false)
			}
			got := frames(out.Bytes())
			for i := range want {
				if i >= len(got) || !bytes.Equal(got[i], want[i]) {
					t.Fatalf("answer %d of %d: got % x, want % x", i, len(want), at(got, i), want[i])
				}
			}
			if len(got) != len(want) {
				t.Errorf("%d answers, want %d; the first one too many: % x", len(got), len(want), at(got, len(want)))
			}
			image := wrapped(t, c.chip, replayProgram)
			if b, err := m.flash.Read(m.image.Offset, uint32(len(image))); err != nil || !bytes.Equal(b, image) {
				t.Errorf("the flash does not hold the image (error %v)", err)
			}
			m.parse()
			if m.fault != nil {
				t.Errorf("the image does not start: %v", m.fault)
			}
		})
	}
}

func at(frames [][]byte, i int) []byte {
	if i < len(frames) {
		return frames[i]
	}
	return nil
}

func frames(stream []byte) (all [][]byte) {
	var d loader.Decoder
	d.Feed(stream, func(f []byte) { all = append(all, bytes.Clone(f)) })
	return all
}

// readConversation reads a recording: "> " are frames of the host, "< " of the board, in base64.
func readConversation(t *testing.T, path string) (host, board [][]byte) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		mark, text, _ := strings.Cut(lines.Text(), " ")
		frame, err := base64.StdEncoding.DecodeString(text)
		switch {
		case mark == "#":
		case err != nil:
			t.Fatalf("%s: %v", path, err)
		case mark == ">":
			host = append(host, frame)
		case mark == "<":
			board = append(board, frame)
		}
	}
	if len(host) == 0 || len(board) == 0 {
		t.Fatalf("%s: %d frames of the host and %d of the board (%v)", path, len(host), len(board), lines.Err())
	}
	return host, board
}

const recordingHeader = `# One run of the real esptool against a simulated %s, frame by frame (SLIP taken off, base64).
# ">" is esptool, "<" the board. Recorded with %s by
#     go test -run TestReplay -record ./boards/sim
# which puts a wiretap between esptool on a socket:// port (options: %s)
# and the board's terminal. The stub's machine code is somebody else's: its bytes are replaced by zeros (and the checksums made
# to fit), which is all the same to a board that does not run it.
`

// recordConversation runs the real esptool through a wiretap.
func recordConversation(t *testing.T, c conversation) {
	tool := esptool(t)
	b := start(t, Config{Chip: c.chip})
	image := filepath.Join(t.TempDir(), "image.bin")
	if err := os.WriteFile(image, wrapped(t, c.chip, replayProgram), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	tap := wiretap{}
	tapped := make(chan struct{})
	go func() {
		defer close(tapped)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		tty := openTerminal(t, b.PTY())
		go io.Copy(conn, io.TeeReader(tty, tap.side("<")))
		io.Copy(tty, io.TeeReader(conn, tap.side(">")))
	}()
	options := append([]string{"--after", "no-reset-stub"}, c.options...)
	args := append([]string{"--port", "socket://" + l.Addr().String()}, options...)
	args = append(args, "write-flash", offset(c.chip), image)
	if out, err := exec.Command(tool, args...).CombinedOutput(); err != nil {
		t.Fatalf("esptool: %v\n%s", err, out)
	}
	<-tapped
	version, err := exec.Command(tool, "version").Output()
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(version), "\n")
	text := fmt.Sprintf(recordingHeader, strings.ToUpper(c.chip), first, strings.Join(options, " ")) + tap.lines()
	if err := os.MkdirAll(filepath.Dir(c.path()), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(c.path(), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// wiretap collects the frames of both sides in the order of their ends.
type wiretap struct {
	mu  sync.Mutex
	out strings.Builder
}

type tapSide struct {
	tap  *wiretap
	mark string
	d    loader.Decoder
}

func (w *wiretap) side(mark string) io.Writer { return &tapSide{tap: w, mark: mark} }

func (s *tapSide) Write(p []byte) (int, error) {
	s.d.Feed(p, func(f []byte) {
		s.tap.mu.Lock()
		defer s.tap.mu.Unlock()
		fmt.Fprintf(&s.tap.out, "%s %s\n", s.mark, base64.StdEncoding.EncodeToString(withoutStub(f)))
	})
	return len(p), nil
}

func (w *wiretap) lines() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.out.String()
}

// withoutStub blanks the payload of a MEM_DATA request. The checksum of zeros is that of nothing.
func withoutStub(f []byte) []byte {
	const memData = 0x07
	if len(f) < 24 || f[0] != 0 || f[1] != memData {
		return f
	}
	f = bytes.Clone(f)
	clear(f[24:])
	f[4] = 0xef
	return f
}

// esptool finds the project's own esptool, or the one that BENCHTRIAL_ESPTOOL names.
func esptool(t *testing.T) string {
	t.Helper()
	path := os.Getenv("BENCHTRIAL_ESPTOOL")
	if path == "" {
		path, _ = filepath.Abs("../../.tools/esptool/bin/esptool")
	}
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no esptool at %s; `make setup` installs it", path)
	}
	return path
}

// offset is where a chip's image is flashed.
func offset(chip string) string {
	c, _ := espimage.Lookup(chip)
	return fmt.Sprintf("0x%x", c.Offset)
}
