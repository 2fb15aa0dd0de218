package sim

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/boards/console"
	"github.com/benchtrial/benchtrial/boards/espimage"
)

// TestEveryChipHasEachCause: a reset that a chip has no words for would be one with the number 0.
func TestEveryChipHasEachCause(t *testing.T) {
	for _, c := range chips() {
		for kind := range resetKinds {
			if c.causes[kind].number == 0 {
				t.Errorf("%s: no cause for the reset of kind %d", c.name, kind)
			}
		}
	}
}

// TestLoadingOfRealImages compares with what real chips have printed of images of these sizes (esp8266/Arduino issues
// 244, 435, 8240 and 9122, esp-homekit-devices issue 1477, ESP8266_NONOS_SDK issue 304); the checksums are the logs'.
func TestLoadingOfRealImages(t *testing.T) {
	for _, want := range []string{
		"load 0x40100000, len 29504, room 16 |tail 0|chksum 0x9c|load 0x3ffe8000, len 1596, room 8 |tail 4|chksum 0xf6|" +
			"load 0x3ffe8640, len 3276, room 4 |tail 8|chksum 0xc9|csum 0xc9|",
		"load 0x40100000, len 28780, room 16 |tail 12|chksum 0x00|ho 0 tail 12 room 4|load 0x3ffe8000, len 1580, room 12 |tail 0|" +
			"chksum 0x4c|load 0x3ffe8630, len 36588, room 8 |tail 4|chksum 0xb1|csum 0xb1|",
		"load 0x4010f000, len 3424, room 16 |tail 0|chksum 0x2e|load 0x3fff20b8, len 40, room 8 |tail 0|chksum 0x2b|csum 0x2b|",
		"load 0x40100000, len 2292, room 16 |tail 4|chksum 0x57|load 0x3ffe8000, len 772, room 4 |tail 0|chksum 0x0b|csum 0x0b|",
		"load 0x40100000, len 31320, room 16 |tail 8|chksum 0xef|load 0x00000000, len 0, room 0 |tail 0|chksum 0xef|" +
			"load 0x00000000, len 0, room 8 |tail 0|chksum 0xef|csum 0xef|",
		"load 0x40100000, len 1856, room 16 |tail 0|chksum 0xef|load 0x00000000, len 0, room 8 |tail 0|chksum 0xef|" +
			"load 0x00000000, len 0, room 0 |tail 0|chksum 0xef|csum 0xef|",
	} {
		want = strings.ReplaceAll(want, "|", "\r\n")
		if got := loading8266(espimage.Header{}, segmentsOf(t, want)); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

// segmentsOf takes addresses, lengths and checksums out of a log.
func segmentsOf(t *testing.T, log string) (all []espimage.Segment) {
	t.Helper()
	for _, text := range strings.Split(log, "load ")[1:] {
		var s espimage.Segment
		var room, tail int
		if _, err := fmt.Sscanf(text, "0x%x, len %d, room %d \r\ntail %d\r\nchksum 0x%x", &s.Addr, &s.Length, &room, &tail, &s.Sum); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		all = append(all, s)
	}
	return all
}

// TestConsoleUnderstandsTheESP8266: boots and crashes are found in the chip's words, and told as what they are.
func TestConsoleUnderstandsTheESP8266(t *testing.T) {
	chip := esp8266()
	for _, c := range []struct {
		line   string
		kind   console.CrashKind
		reason string
		place  string
	}{
		{`panic exception cause=28 epc1=0x4020107b excvaddr=0x0 bt=0x4020107b:0x3ffffe10,0x402010a2:0x3ffffe30`, console.CrashException, "exception 28 (LoadProhibited)", "0x4020107b"},
		{`panic exception cause=9 epc1=0x4020107b excvaddr=0x1`, console.CrashException, "exception 9 (LoadStoreAlignment)", "0x4020107b"},
		{`panic guru reason=StoreProhibited core=1 pc=0x40201234 excvaddr=0x0 bt=0x40201234:0x0`, console.CrashException, "exception 29 (StoreProhibited)", "0x40201234"},
		{`panic guru reason=IntegerDivideByZero pc=0x40201234`, console.CrashException, "exception 6 (IntegerDivideByZero)", "0x40201234"},
		{`panic softwdt pc=0x40201234 bt=0x40201234:0x0`, console.CrashWatchdog, "Soft WDT reset", "0x40201234"},
		{`panic abort pc=0x40201234 bt=0x40201234:0x0`, console.CrashAbort, "Abort called", ""},
		{`panic assert text="void loop() sketch.ino:12 (x == (y))" bt=0x40201234:0x0`, console.CrashAssert, "sketch.ino:12 void loop(): Assertion 'x == (y)' failed.", ""},
		{`panic assert text="what is this"`, console.CrashAssert, "unknown:0 unknown: Assertion 'what is this' failed.", ""},
		{`panic panic text="core_esp8266_main.cpp:137 __yield"`, console.CrashPanic, "core_esp8266_main.cpp:137 __yield", ""},
		{`panic heap text="CORRUPT HEAP: Bad tail at 0x3fff0123"`, console.CrashPanic, "umm_malloc.cpp:511 check_poison_block", ""},
		{`panic stack-smash bt=0x40201234:0x0`, console.CrashStackOverflow, "Stack smashing detected at 0x40201234", ""},
		{`panic stack-overflow task=loopTask`, console.CrashStackOverflow, "Stack overflow detected", ""},
		{`panic`, console.CrashPanic, "Generic Reset", ""},
	} {
		l, err := parseMonitor(c.line)
		if err != nil {
			t.Fatal(err)
		}
		r := report(l, "")
		text := chip.banner(chip.causes[resetPowerOn], false) + "hello\r\n" + chip.panicked(r) + chip.banner(chip.causes[r.reset()], false)
		found := console.Recognise("esp8266", []byte(text))
		if len(found.Boots) != 2 || len(found.Crashes) != 1 {
			t.Fatalf("%s: %d boots and %d crashes, want 2 and 1, in\n%s", c.line, len(found.Boots), len(found.Crashes), text)
		}
		k := found.Crashes[0]
		if k.Kind != c.kind || k.Reason != c.reason || strings.Join(k.Backtrace, " ") != c.place || !k.Complete {
			t.Errorf("%s: a crash of kind %s, %q at %v (complete: %t); want %s, %q at %q", c.line, k.Kind, k.Reason, k.Backtrace, k.Complete, c.kind, c.reason, c.place)
		}
		if first, second := found.Boots[0], found.Boots[1]; first.Class != console.ResetPowerOn || second.Class != console.ResetExternal {
			t.Errorf("%s: boots by %s and %s", c.line, first.Class, second.Class)
		}
	}
}

// TestConsoleUnderstandsItsROM: the same for what comes before the firmware.
func TestConsoleUnderstandsItsROM(t *testing.T) {
	for _, c := range []struct {
		file    string
		cause   int
		loads   int
		crashes int
		is      console.CrashKind
		loader  bool
	}{
		{"blank", 1, 0, 1, console.CrashNoImage, false},
		{"blank-again", 4, 0, 2, console.CrashWatchdog, false},
		{"download", 1, 0, 0, "", true},
		{"not-executable", 2, 2, 0, "", false},
	} {
		text, err := os.ReadFile("testdata/boot/esp8266-" + c.file + ".golden")
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(text, []byte("\r\n ets Jan  8 2013,")) {
			t.Errorf("%s: the text begins with %.30q", c.file, text)
		}
		found := console.Recognise("esp8266", text)
		if len(found.Boots) != 1 || len(found.Crashes) != c.crashes {
			t.Fatalf("%s: %+v, want one boot and %d crashes", c.file, found, c.crashes)
		}
		if b := found.Boots[0]; b.Cause != c.cause || b.Loads != c.loads || b.Download != c.loader {
			t.Errorf("%s: the boot is %+v", c.file, b)
		}
		if c.crashes > 0 && found.Crashes[0].Kind != c.is {
			t.Errorf("%s: the crash is of kind %s, want %s", c.file, found.Crashes[0].Kind, c.is)
		}
	}
}

// TestDeepStack: a backtrace that is longer than the stack is cut at its outer end.
func TestDeepStack(t *testing.T) {
	l, err := parseMonitor("panic exception cause=0 bt=" + strings.Repeat("0x40201234:0x1,", 1000))
	if err != nil {
		t.Fatal(err)
	}
	text := postmortem(report(l, ""))
	if rows := strings.Count(text, " <\r\n"); rows != contSize/stackRow-1 {
		t.Errorf("%d rows", rows)
	}
	if !strings.Contains(text, "\r\n3fffefc0:  00000000 ") {
		t.Errorf("the dump does not begin at the lower end of the stack: %.400s", text)
	}
}

// blankText is what the ROM of a chip says of a blank flash.
func blankText(chip string) string {
	c, _ := espimage.Lookup(chip)
	_, err := c.Parse(nil)
	var fault *espimage.Fault
	errors.As(err, &fault)
	return fault.ROM[0]
}
