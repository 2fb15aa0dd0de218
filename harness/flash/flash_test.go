package flash

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// replay makes an esptool that prints a recording and exits with a code.
func replay(t *testing.T, recording string, code int) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("testdata", recording+".out"))
	if err != nil {
		t.Fatal(err)
	}
	return script(t, fmt.Sprintf("cat %q\nexit %d\n", path, code))
}

// script makes an esptool out of shell commands.
func script(t *testing.T, commands string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "esptool")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+commands), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// request asks for one region of the size that was recorded.
func request(t *testing.T, esptool string, sizes ...int) Request {
	t.Helper()
	if sizes == nil {
		sizes = []int{35984}
	}
	req := Request{Board: "esp32-a", Port: "/dev/ttyUSB0", Chip: "esp32", Esptool: esptool}
	for i, size := range sizes {
		path := filepath.Join(t.TempDir(), fmt.Sprintf("%d.bin", i))
		if err := os.WriteFile(path, make([]byte, size), 0o644); err != nil {
			t.Fatal(err)
		}
		req.Regions = append(req.Regions, Region{Offset: uint32(0x1000 + i*0x1f000), Path: path})
	}
	return req
}

func TestWritten(t *testing.T) {
	req := request(t, replay(t, "written", 0))
	var seen []float64
	req.Progress = func(p Progress) { seen = append(seen, p.Percent) }
	got, err := Write(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	got.Took = 0
	want := Outcome{MAC: "24:0a:c4:8c:5e:30", Chip: "ESP32-D0WD-V3 (revision v3.1)", Bytes: 35984, Written: 35984}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if !slices.IsSorted(seen) || len(seen) < 3 || seen[0] != 0 || seen[len(seen)-1] != 100 {
		t.Errorf("progress went %v, want from 0 to 100 and never back", seen)
	}
}

func TestSkipped(t *testing.T) {
	got, err := Write(t.Context(), request(t, replay(t, "skipped", 0)))
	if err != nil || !got.Skipped || got.Written != 0 || got.Bytes != 35984 {
		t.Errorf("got %+v, %v; want skipped and nothing written", got, err)
	}
}

// esptool gives its loader 0.2 s to start. Missed once it is tried again, missed twice it is an error.
func TestLateLoader(t *testing.T) {
	recording, err := filepath.Abs(filepath.Join("testdata", "written.out"))
	if err != nil {
		t.Fatal(err)
	}
	for late, want := range map[int]string{1: "", 2: "did not start it in time"} {
		tries := filepath.Join(t.TempDir(), "tries")
		req := request(t, script(t, fmt.Sprintf(`echo >> %q
if [ "$(wc -l < %q)" -gt %d ]; then cat %q; exit 0; fi
echo "A fatal error occurred: Failed to start stub flasher. There was no response."; exit 2
`, tries, tries, late, recording)))
		_, err := Write(t.Context(), req)
		var failed *Error
		if (err == nil) != (want == "") || err != nil && (!errors.As(err, &failed) || failed.Kind != NoStub || !strings.Contains(failed.What, want)) {
			t.Errorf("late %d times: %v, want %q", late, err, want)
		}
		if told, err := os.ReadFile(tries); err != nil || len(told) != 2 {
			t.Errorf("late %d times: it was tried %d times, %v; want 2", late, len(told), err)
		}
	}
}

// One part was there already and one was not: that is no skip.
func TestPartlySkipped(t *testing.T) {
	got, err := Write(t.Context(), request(t, replay(t, "two-regions", 0), 35984, 5000))
	if err != nil || got.Skipped || got.Written != 5000 || got.Bytes != 40984 {
		t.Errorf("got %+v, %v; want 5000 bytes written", got, err)
	}
}

func TestFailures(t *testing.T) {
	const untouched, gone = "the board holds what it held", "no longer holds a known image"
	for _, test := range []struct {
		recording string
		code      int
		kind      Kind
		words     []string // all have to stand in the error
	}{
		{"no-port", 2, NoPort, []string{"there is no such port", untouched, "/dev/serial/by-id"}},
		{"refused", 2, NoPort, []string{"nobody listens", untouched, "benchtrial sim"}},
		{"busy", 2, Busy, []string{"somebody else has the port", untouched, "fuser"}},
		{"silent", 2, Silent, []string{"nothing answers", untouched, "No serial data received"}},
		{"wrong-mode", 2, WrongMode, []string{"boot mode 0x13", untouched, "BOOT button"}},
		{"wrong-chip", 2, WrongChip, []string{"the chip is an ESP32, not an ESP32-C3", untouched, "bench.yaml"}},
		{"wrong-image", 2, WrongImage, []string{"the image is not for an ESP32", untouched}},
		{"too-big", 2, WrongImage, []string{"does not fit into 4194304 bytes", untouched}},
		{"mismatch", 2, Mismatch, []string{"does not hold what was written", gone, "MD5 of file does not match"}},
		{"unplugged", 1, Interrupted, []string{"the write broke off", gone, "Connection refused"}},
	} {
		t.Run(test.recording, func(t *testing.T) {
			_, err := Write(t.Context(), request(t, replay(t, test.recording, test.code), 900000))
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want an *Error", err)
			}
			if e.Kind != test.kind {
				t.Errorf("got kind %d, want %d", e.Kind, test.kind)
			}
			if e.Touched != slices.Contains(test.words, gone) {
				t.Errorf("got touched %v", e.Touched)
			}
			for _, word := range append(test.words, "flashing esp32-a on /dev/ttyUSB0: ") {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("%q is missing in:\n%v", word, err)
				}
			}
		})
	}
}

// An exit code of 0 is no proof; the words are.
func TestNothingVerified(t *testing.T) {
	for _, recording := range []string{"wrong-image", "mismatch", "unplugged"} {
		_, err := Write(t.Context(), request(t, replay(t, recording, 0)))
		var e *Error
		if !errors.As(err, &e) || e.Kind != Unverified {
			t.Errorf("%s with exit code 0: got %v, want Unverified", recording, err)
		}
	}
	// Of two parts only one was verified.
	if _, err := Write(t.Context(), request(t, replay(t, "written", 0), 35984, 5000)); err == nil {
		t.Error("half an image was taken for all of it")
	}
}

func TestNoWords(t *testing.T) {
	_, err := Write(t.Context(), request(t, script(t, "exit 1\n")))
	var e *Error
	if !errors.As(err, &e) || e.Kind != Busy || !strings.Contains(err.Error(), "without a word") {
		t.Errorf("got %v, want Busy", err)
	}
}

func TestWrongBoard(t *testing.T) {
	// It stays after naming its MAC, as esptool does while it loads its stub: the mismatch alone has to end it.
	req := request(t, script(t, `echo "Chip type:          ESP32-D0WD-V3 (revision v3.1)"
echo "MAC:                24:0a:c4:8c:5e:30"
exec sleep 600
`))
	req.MAC = "24:0A:C4:00:00:01"
	_, err := Write(t.Context(), req)
	var e *Error
	if !errors.As(err, &e) || e.Kind != WrongBoard || e.Touched || !strings.Contains(err.Error(), "24:0a:c4:8c:5e:30, not 24:0A:C4:00:00:01") {
		t.Errorf("got %v, want WrongBoard", err)
	}
	req.Esptool, req.MAC = replay(t, "written", 0), "24-0A-C4-8C-5E-30"
	if _, err := Write(t.Context(), req); err != nil {
		t.Errorf("the right board, spelled differently: %v", err)
	}
}

func TestTimeLimit(t *testing.T) {
	req := request(t, script(t, "echo 'esptool v5.6.0'\nexec sleep 600\n"))
	req.Timeout = 50 * time.Millisecond
	_, err := Write(t.Context(), req)
	var e *Error
	if !errors.As(err, &e) || e.Kind != TimedOut {
		t.Errorf("got %v, want TimedOut", err)
	}
}

// Stopping takes esptool's own children along.
func TestStopped(t *testing.T) {
	dir := t.TempDir()
	pids := filepath.Join(dir, "pids")
	ctx, cancel := context.WithCancelCause(t.Context())
	req := request(t, script(t, fmt.Sprintf(`sleep 600 &
echo $$ $! > %q
echo "Flash will be erased from 0x00001000 to 0x00009fff..."
echo "MAC:                24:0a:c4:8c:5e:30"
echo "Chip type:          ESP32"
wait
`, pids)))
	why := errors.New("interrupted")
	req.Progress = func(Progress) { cancel(why) }
	_, err := Write(ctx, req)
	var e *Error
	if !errors.As(err, &e) || e.Kind != Interrupted || !e.Touched || !errors.Is(err, why) {
		t.Errorf("got %v, want Interrupted by %v with the flash touched", err, why)
	}
	text, err := os.ReadFile(pids)
	if err != nil {
		t.Fatal(err)
	}
	for pid := range strings.FieldsSeq(string(text)) {
		if !gone(t, pid) {
			t.Errorf("process %s was left behind", pid)
		}
	}
}

// gone waits until a process has ended: its files are closed, which is what Write waits for, a moment before it vanishes from /proc.
func gone(t *testing.T, pid string) bool {
	limit, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for running(pid) {
		select {
		case <-limit.Done():
			return false
		case <-ticker.C:
		}
	}
	return true
}

// running says whether a process runs; one that is dead and waits for its parent to notice does not.
func running(pid string) bool {
	text, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return false
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	return !strings.HasPrefix(rest, "Z")
}

func TestRefusals(t *testing.T) {
	good := request(t, replay(t, "written", 0))
	for name, change := range map[string]func(*Request){
		"no port given": func(r *Request) { r.Port = "" },
		"no parts":      func(r *Request) { r.Regions = nil },
		"make setup":    func(r *Request) { r.Esptool = "/no/such/esptool" },
		"/no/such.bin":  func(r *Request) { r.Regions = []Region{{0x1000, "/no/such.bin"}} },
		"is empty":      func(r *Request) { r.Regions = []Region{{0x1000, os.DevNull}} },
	} {
		req := good
		change(&req)
		if _, err := Write(t.Context(), req); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want an error with %q", err, name)
		}
	}
}

func TestArguments(t *testing.T) {
	req := Request{Chip: "esp32", Port: "p", Baud: 460800, Before: "no-reset", After: "no-reset", Regions: []Region{{0x1000, "/b"}, {0x10000, "/a"}}}
	got, err := req.arguments()
	want := strings.Fields("--chip esp32 --port p --baud 460800 --before no-reset --after no-reset write-flash --skip-flashed 0x1000 /b 0x10000 /a")
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
	got, _ = Request{Chip: "esp32", Port: "p", Regions: []Region{{0, "/b"}}}.arguments()
	if want := strings.Fields("--chip esp32 --port p write-flash --skip-flashed 0x0 /b"); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEnvironment(t *testing.T) {
	got := environment([]string{"PATH=/bin", "ESPTOOL_BAUD=9600", "FORCE_COLOR=1", "LC_MESSAGES=de", "PYTHONPATH=/x"})
	want := []string{"PATH=/bin", "NO_COLOR=1", "TERM=dumb", "COLUMNS=400", "PYTHONUNBUFFERED=1", "LC_ALL=C.UTF-8"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
