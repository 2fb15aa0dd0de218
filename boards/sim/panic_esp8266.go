package sim

import (
	"fmt"
	"regexp"
)

// The stack of the Arduino core's sketch task ("cont") ends here and has 4 KB; what was never used holds this word
// (esp8266/Arduino cores/esp8266/cont.h, cont_util.cpp).
const (
	contEnd   = 0x3fffffc0
	contSize  = 4096
	contGuard = 0xfeefeffe
	stackRow  = 16
)

// postmortem prints a crash of a sketch on an ESP8266, as its Arduino core does (esp8266/Arduino
// cores/esp8266/core_esp8266_postmortem.cpp).
func postmortem(p panicReport) string {
	cut := line("") + line("--------------- CUT HERE FOR EXCEPTION DECODER ---------------")
	text := ""
	if p.line.kind == "heap" {
		text = line("%s", p.heapComplaint())
	}
	return text + cut + line("") + p.words8266() + p.stack8266() + cut
}

// words8266 says what happened.
func (p panicReport) words8266() string {
	text := p.line.fields["text"]
	switch p.line.kind {
	case "guru", "exception":
		return p.exception8266(p.cause())
	case "softwdt":
		const levelOneInterrupt = 4 // the watchdog is one
		return line("Soft WDT reset") + line("") + p.exception8266(levelOneInterrupt)
	case "abort":
		return line("Abort called")
	case "assert":
		return line("Panic %s", assertion8266(text))
	case "panic":
		if text != "" {
			return line("Panic %s", text)
		}
	case "heap":
		return line("Panic umm_malloc.cpp:511 check_poison_block") // umm_malloc_cfg.h: a corrupt heap calls panic()
	case "stack-smash":
		return line("Stack smashing detected at 0x%08x", p.pc())
	case "stack-overflow":
		return line("Stack overflow detected")
	}
	return line("Generic Reset")
}

// exception8266 names the exception by its number, and where it was.
func (p panicReport) exception8266(cause uint32) string {
	return line("Exception (%d):", cause) +
		line("epc1=0x%08x epc2=0x%08x epc3=0x%08x excvaddr=0x%08x depc=0x%08x", p.pc(), p.line.number("epc2"),
			p.line.number("epc3"), p.line.number("excvaddr"), p.line.number("depc"))
}

// assertText is what programs say of a failed assertion: function, file:line, expression.
var assertText = regexp.MustCompile(`^(.*) (\S+:\d+) \((.*)\)$`)

// assertion8266 puts the parts into the order of the ESP8266's core.
func assertion8266(text string) string {
	parts := assertText.FindStringSubmatch(text)
	if parts == nil {
		parts = []string{"", "unknown", "unknown:0", text}
	}
	return fmt.Sprintf("%s %s: Assertion '%s' failed.", parts[2], parts[1], parts[3])
}

// stack8266 dumps the sketch's stack, which decoders search for code addresses. Each entry of the backtrace has a row,
// as a frame of the LX106's ABI ends: the caller's stack pointer, by which the core tells frames ("<"), and the address.
// Where on the host it was is no evidence: the rows end where the core's stack does.
func (p panicReport) stack8266() string {
	frames := p.stack[:min(len(p.stack), contSize/stackRow-1)]
	if frames[0].pc == 0 { // the program knows no place
		frames = nil
	}
	at := uint32(contEnd - stackRow*(len(frames)+1))
	offset := p.offset8266()
	text := line("") + line(">>>stack>>>") + line("") + line("ctx: cont") +
		line("sp: %08x end: %08x offset: %04x", at-offset, uint32(contEnd), offset)
	for _, f := range frames {
		text += line("%08x:  %08x %08x %08x %08x <", at, 0, 0, at+stackRow, f.pc)
		at += stackRow
	}
	const guard uint32 = contGuard
	return text + line("%08x:  %08x %08x %08x %08x  ", at, guard, guard, guard, guard) + line("<<<stack<<<")
}

// offset8266 is what the handlers of the SDK take of the stack, which the core leaves out.
func (p panicReport) offset8266() uint32 {
	switch p.reset() {
	case resetException:
		return 0x190
	case resetSoftWDT:
		return 0x1a0
	}
	return 0
}
