package loader

import (
	"bytes"
	"compress/zlib"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"math/rand"
	"testing"

	"github.com/benchtrial/benchtrial/boards/sim/nor"
)

// rig is a loader with a flash of 16 sectors and a host in its most patient form.
type rig struct {
	*Loader
	t     *testing.T
	flash *nor.Flash
	got   [][]byte // frames from the loader
	log   []string
	dec   Decoder
}

func newRig(t *testing.T, d Dialect) *rig {
	t.Helper()
	flash, err := nor.Open("", 16*nor.SectorSize)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, flash: flash}
	r.Loader = New(d, flash, r, func(b []byte) {
		r.dec.Feed(b, func(f []byte) { r.got = append(r.got, bytes.Clone(f)) })
	})
	t.Cleanup(r.Close)
	return r
}

func (r *rig) ReadReg(addr uint32) uint32 { return addr + 1 }
func (r *rig) WriteReg(addr, value, mask uint32) {
	r.log = append(r.log, fmt.Sprintf("%x=%x&%x", addr, value, mask))
}
func (r *rig) SetBaud(baud int) { r.log = append(r.log, fmt.Sprint("baud ", baud)) }
func (r *rig) Leave(to Exit)    { r.log = append(r.log, fmt.Sprint("leave ", to)) }

var esp32 = Dialect{StatusBytes: 4}

// request sends a command and returns the frames that came back.
func (r *rig) request(command byte, sum uint32, data []byte) [][]byte {
	frame := []byte{0, command}
	frame = le.AppendUint16(frame, uint16(len(data)))
	frame = le.AppendUint32(frame, sum)
	r.got = nil
	r.Feed(AppendFrame(nil, append(frame, data...)))
	return r.got
}

// answerTo sends a command that has one answer, and returns its data and its status.
func (r *rig) answerTo(command byte, sum uint32, data []byte) ([]byte, status) {
	r.t.Helper()
	frames := r.request(command, sum, data)
	if len(frames) == 0 {
		r.t.Fatalf("command %02x: no answer", command)
	}
	f, size := frames[0], 4
	if r.Stub() || r.dialect.StatusBytes == 2 {
		size = 2
	}
	if len(f) < 8+size || f[0] != 1 || f[1] != command || int(le.Uint16(f[2:])) != len(f)-8 {
		r.t.Fatalf("command %02x: the answer is % x", command, f)
	}
	st := f[len(f)-size:]
	if st[0] != 0 {
		return nil, status(st[1])
	}
	return f[8 : len(f)-size], ok
}

func args(words ...uint32) (b []byte) {
	for _, w := range words {
		b = le.AppendUint32(b, w)
	}
	return b
}

// toStub uploads a stub that is not one.
func (r *rig) toStub() {
	r.t.Helper()
	r.answerTo(cmdMemBegin, 0, args(4, 1, 4, 0x40000000))
	r.answerTo(cmdMemData, checksum([]byte("stub")), append(args(4, 0, 0, 0), "stub"...))
	frames := r.request(cmdMemEnd, 0, args(0, 0x40000000))
	if len(frames) != 2 || string(frames[1]) != stubGreeting || !r.Stub() {
		r.t.Fatalf("starting the stub: %q", frames)
	}
}

func TestSyncTellsWhoSpeaks(t *testing.T) {
	r := newRig(t, esp32)
	data := append([]byte{7, 7, 0x12, 0x20}, bytes.Repeat([]byte{0x55}, 32)...)
	for _, wantValue := range []bool{true, false} {
		frames := r.request(cmdSync, 0, data)
		if len(frames) != syncAnswers || (le.Uint32(frames[0][4:]) != 0) != wantValue {
			t.Errorf("SYNC (stub %t): %d answers, value % x", r.Stub(), len(frames), frames[0][4:8])
		}
		if !r.TakeSync() || r.TakeSync() {
			t.Error("TakeSync: want true once")
		}
		if !r.Stub() {
			r.toStub()
		}
	}
	frame := append([]byte{0, cmdSync, 36, 0, 0, 0, 0, 0}, data...)
	if !IsSync(frame) || IsSync(frame[1:]) || IsSync(append(frame[:12:12], make([]byte, 32)...)) {
		t.Error("IsSync knows no SYNC when it sees one")
	}
}

// TestWrite writes the same image in all the ways that hosts know.
func TestWrite(t *testing.T) {
	image := make([]byte, 3*nor.SectorSize+100)
	rand.New(rand.NewSource(1)).Read(image)
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	z.Write(image)
	z.Close()
	for _, stub := range []bool{false, true} {
		for _, defl := range []bool{false, true} {
			t.Run(fmt.Sprintf("stub %t compressed %t", stub, defl), func(t *testing.T) {
				r := newRig(t, esp32)
				if stub {
					r.toStub()
				}
				if err := r.flash.Program(0, make([]byte, r.flash.Size())); err != nil { // all zeros: nothing works without an erase
					t.Fatal(err)
				}
				begin, data, end, payload := byte(cmdFlashBegin), byte(cmdFlashData), byte(cmdFlashEnd), image
				if defl {
					begin, data, end, payload = cmdDeflBegin, cmdDeflData, cmdDeflEnd, packed.Bytes()
				}
				const block, at = 1024, nor.SectorSize
				blocks := uint32((len(payload) + block - 1) / block)
				if _, st := r.answerTo(begin, 0, args(uint32(len(image)), blocks, block, at)); st != ok {
					t.Fatalf("begin: status %02x", st)
				}
				for i := uint32(0); i < blocks; i++ {
					b := payload[i*block : min(int(i+1)*block, len(payload))]
					if _, st := r.answerTo(data, checksum(b), append(args(uint32(len(b)), i, 0, 0), b...)); st != ok {
						t.Fatalf("block %d: status %02x", i, st)
					}
				}
				if stub || !defl {
					if _, st := r.answerTo(end, 0, args(1)); st != ok {
						t.Fatalf("end: status %02x", st)
					}
				}
				r.left = false // the ROM starts the program at the end of a plain download; this test goes on
				r.checkSum(at, image)
				r.checkAround(at, len(image))
			})
		}
	}
}

// TestErasesWhatTheBlocksCover: hosts ask an ESP8266 to erase about half of what they are going to write, because its ROM
// erases too much (esptool targets/esp8266.py, get_erase_size).
func TestErasesWhatTheBlocksCover(t *testing.T) {
	r := newRig(t, Dialect{StatusBytes: 2, Minimal: true})
	if err := r.flash.Program(0, make([]byte, r.flash.Size())); err != nil {
		t.Fatal(err)
	}
	image := make([]byte, 3*nor.SectorSize)
	rand.New(rand.NewSource(3)).Read(image)
	const block, at, asked = 1024, nor.SectorSize, 2 * nor.SectorSize
	if _, st := r.answerTo(cmdFlashBegin, 0, args(asked, uint32(len(image)/block), block, at)); st != ok {
		t.Fatalf("begin: status %02x", st)
	}
	for i := 0; i < len(image)/block; i++ {
		b := image[i*block : (i+1)*block]
		if _, st := r.answerTo(cmdFlashData, checksum(b), append(args(block, uint32(i), 0, 0), b...)); st != ok {
			t.Fatalf("block %d: status %02x", i, st)
		}
	}
	all, err := r.flash.Read(0, 5*nor.SectorSize)
	if err != nil || !bytes.Equal(all[at:at+len(image)], image) || all[at-1] != 0 || all[at+len(image)] != 0 {
		t.Errorf("the flash does not hold the image between zeros (error %v)", err)
	}
}

// checkSum asks the loader for the MD5, in its dialect.
func (r *rig) checkSum(at uint32, want []byte) {
	r.t.Helper()
	sum := md5.Sum(want)
	got, st := r.answerTo(cmdMD5, 0, args(at, uint32(len(want)), 0, 0))
	if !r.Stub() {
		raw, err := hex.DecodeString(string(got))
		if err != nil {
			r.t.Fatalf("the ROM's MD5 is %q", got)
		}
		got = raw
	}
	if st != ok || !bytes.Equal(got, sum[:]) {
		r.t.Errorf("MD5: %x (status %02x), want %x", got, st, sum)
	}
}

// checkAround looks that the sectors before and behind were left alone.
func (r *rig) checkAround(at, size int) {
	r.t.Helper()
	all, err := r.flash.Read(0, uint32(r.flash.Size()))
	if err != nil {
		r.t.Fatal(err)
	}
	behind := (at + size + nor.SectorSize - 1) / nor.SectorSize * nor.SectorSize
	if all[at-1] != 0 || all[behind] != 0 || all[behind-1] != 0xff {
		r.t.Errorf("around the image: before %02x, rest of its last sector %02x, behind %02x; want 00 ff 00",
			all[at-1], all[behind-1], all[behind])
	}
}

func TestFastRead(t *testing.T) {
	r := newRig(t, esp32)
	r.toStub()
	content := make([]byte, 2500)
	rand.New(rand.NewSource(2)).Read(content)
	if err := r.flash.Program(100, content); err != nil {
		t.Fatal(err)
	}
	frames := r.request(cmdReadFlash, 0, args(100, 2500, 1000, 2))[1:]
	var got []byte
	for len(got) < len(content) {
		if len(frames) == 0 {
			t.Fatalf("the loader fell silent after %d bytes", len(got))
		}
		got = append(got, frames[0]...)
		frames = frames[1:]
		r.got = nil
		r.Feed(AppendFrame(nil, args(uint32(len(got)))))
		frames = append(frames, r.got...)
	}
	sum := md5.Sum(content)
	if !bytes.Equal(got, content) || len(frames) != 1 || !bytes.Equal(frames[0], sum[:]) {
		t.Errorf("read %d bytes, equal: %t, then %x, want %x", len(got), bytes.Equal(got, content), frames, sum)
	}
	// A host that gives up in the middle is heard again.
	r.request(cmdReadFlash, 0, args(0, 4096, 1024, 1))
	if _, st := r.answerTo(cmdReadReg, 0, args(1)); st != ok {
		t.Errorf("after a read that was given up: status %02x", st)
	}
}

func TestRefusals(t *testing.T) {
	minimal := Dialect{StatusBytes: 2, Minimal: true}
	newer := Dialect{StatusBytes: 4, SecurityInfo: make([]byte, 20)}
	block := append(args(4, 0, 0, 0), "data"...)
	size := uint32(16 * nor.SectorSize)
	for _, c := range []struct {
		name    string
		dialect Dialect
		stub    bool
		before  []byte // arguments of a FLASH_BEGIN, if any
		command byte
		sum     uint32
		data    []byte
		want    status
	}{
		{"an unknown command", esp32, false, nil, 0x77, 0, nil, romInvalidMessage},
		{"an unknown command to the stub", esp32, true, nil, 0x77, 0, nil, stubUnknown},
		{"security info of an ESP32", esp32, false, nil, cmdSecurityInfo, 0, nil, romInvalidMessage},
		{"security info of a newer chip", newer, false, nil, cmdSecurityInfo, 0, nil, ok},
		{"security info of an ESP32's stub", esp32, true, nil, cmdSecurityInfo, 0, nil, stubUnknown},
		{"MD5 of an ESP8266's ROM", minimal, false, nil, cmdMD5, 0, args(0, 1, 0, 0), romInvalidMessage},
		{"MD5 of an ESP8266's stub", minimal, true, nil, cmdMD5, 0, args(0, 1, 0, 0), ok},
		{"attaching the flash of an ESP8266", minimal, false, nil, cmdSPIAttach, 0, args(0), romInvalidMessage},
		{"attaching the flash with its stub", minimal, true, nil, cmdSPIAttach, 0, args(0), ok},
		{"attaching it in the ROM's way", minimal, false, nil, cmdFlashBegin, 0, args(0, 0, 1024, 0), ok},
		{"the size of an ESP8266's flash", minimal, false, nil, cmdSetParams, 0, args(0, 1, 2, 3, 4, 5), romInvalidMessage},
		{"compression in an ESP8266's ROM", minimal, false, nil, cmdDeflBegin, 0, args(4, 1, 4, 0), romInvalidMessage},
		{"another bit rate in an ESP8266's ROM", minimal, false, nil, cmdChangeBaud, 0, args(921600, 0), romInvalidMessage},
		{"a slow read in an ESP8266's ROM", minimal, false, nil, cmdReadSlow, 0, args(0, 64), romInvalidMessage},
		{"security info of an ESP8266", minimal, false, nil, cmdSecurityInfo, 0, nil, romInvalidMessage},
		{"erasing with the ROM", esp32, false, nil, cmdEraseFlash, 0, nil, romInvalidMessage},
		{"erasing with the stub", esp32, true, nil, cmdEraseFlash, 0, nil, ok},
		{"erasing beyond the flash", esp32, true, nil, cmdEraseRegion, 0, args(size, 4096), stubFailedSPI},
		{"a block without a begin", esp32, false, nil, cmdFlashData, checksum([]byte("data")), block, romFailed},
		{"a block without a begin to the stub", esp32, true, nil, cmdFlashData, checksum([]byte("data")), block, stubNotInFlash},
		{"a wrong checksum", esp32, false, args(4, 1, 4, 0), cmdFlashData, 1, block, romInvalidCRC},
		{"a wrong checksum to the stub", esp32, true, args(4, 1, 4, 0), cmdFlashData, 1, block, stubBadChecksum},
		{"a compressed block of a plain download", esp32, true, args(4, 1, 4, 0), cmdDeflData, checksum([]byte("data")), block, stubNotInFlash},
		{"a block too much", esp32, true, args(2, 1, 2, 0), cmdFlashData, checksum([]byte("data")), block, stubTooMuch},
		{"a download beyond the flash", esp32, false, nil, cmdFlashBegin, 0, args(size, 1, 1, 4096), romFailed},
		{"reading beyond the flash", esp32, true, nil, cmdReadFlash, 0, args(size, 1, 1024, 1), stubFailedSPI},
		{"a slow read of too much", esp32, false, nil, cmdReadSlow, 0, args(0, 65), romInvalidMessage},
		{"a slow read", esp32, false, nil, cmdReadSlow, 0, args(0, 64), ok},
		{"a bit rate of nothing", esp32, false, nil, cmdChangeBaud, 0, args(0, 0), romInvalidMessage},
		{"a short argument", esp32, false, nil, cmdReadReg, 0, []byte{1}, romInvalidMessage},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, c.dialect)
			if c.stub {
				r.toStub()
			}
			if c.before != nil {
				r.answerTo(cmdFlashBegin, 0, c.before)
			}
			if _, st := r.answerTo(c.command, c.sum, c.data); st != c.want {
				t.Errorf("status %02x, want %02x", st, c.want)
			}
		})
	}
}

func TestBrokenStream(t *testing.T) {
	r := newRig(t, esp32)
	r.toStub()
	r.answerTo(cmdDeflBegin, 0, args(1000, 1, 1000, 0))
	rubbish := []byte("this is no zlib stream")
	if _, st := r.answerTo(cmdDeflData, checksum(rubbish), append(args(uint32(len(rubbish)), 0, 0, 0), rubbish...)); st != stubInflate {
		t.Errorf("rubbish: status %02x, want %02x", st, stubInflate)
	}
	r.answerTo(cmdDeflBegin, 0, args(1000, 1, 1000, 0))
	if _, st := r.answerTo(cmdDeflEnd, 0, args(1)); st != stubNotEnough {
		t.Errorf("a download that ended early: status %02x, want %02x", st, stubNotEnough)
	}
}

// TestWaysOut: who leaves, where to, and that nothing is answered afterwards.
func TestWaysOut(t *testing.T) {
	for _, c := range []struct {
		name    string
		stub    bool
		command byte
		arg     uint32
		want    string
	}{
		{"the ROM runs the program", false, cmdFlashEnd, 1, "[leave 0]"},
		{"the ROM restarts", false, cmdFlashEnd, 0, "[leave 1]"},
		{"the stub restarts", true, cmdFlashEnd, 0, "[leave 1]"},
		{"the stub stays", true, cmdFlashEnd, 1, "[]"},
		{"the stub runs the program", true, cmdRunUserCode, 0, "[leave 0]"},
	} {
		r := newRig(t, esp32)
		if c.stub {
			r.toStub()
		}
		r.request(c.command, 0, args(c.arg))
		if got := fmt.Sprint(r.log); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if left := c.want != "[]"; left && len(r.request(cmdReadReg, 0, args(1))) != 0 {
			t.Errorf("%s: it still answers", c.name)
		}
	}
}

func TestRegisters(t *testing.T) {
	r := newRig(t, esp32)
	frames := r.request(cmdReadReg, 0, args(0x1234))
	if got := le.Uint32(frames[0][4:]); got != 0x1235 {
		t.Errorf("READ_REG: %x", got)
	}
	r.answerTo(cmdWriteReg, 0, args(1, 2, 3, 0, 4, 5, 6, 0))
	r.answerTo(cmdChangeBaud, 0, args(921600, 0))
	if got := fmt.Sprint(r.log); got != "[1=2&3 4=5&6 baud 921600]" {
		t.Errorf("the machine saw %s", got)
	}
}

// FuzzLoader: whatever a host sends, the loader neither panics nor answers without end.
func FuzzLoader(f *testing.F) {
	f.Add([]byte{cmdFlashBegin, 16, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0}, true)
	f.Add([]byte{cmdReadFlash, 0, 0, 0, 0, 16, 0, 0, 0, 4, 0, 0, 1, 0, 0, 0}, true)
	f.Add([]byte{cmdMemEnd, 0, 0, 0, 0, 0, 0, 0, 0}, false)
	f.Fuzz(func(t *testing.T, b []byte, stub bool) {
		r := newRig(t, esp32)
		if stub {
			r.toStub()
		}
		for len(b) > 0 {
			n := min(1+int(b[0])%20, len(b))
			r.request(b[0], 0, b[1:n])
			b = b[n:]
			if len(r.got) > 10_000 {
				t.Fatalf("%d answers", len(r.got))
			}
		}
	})
}
