package sim

import (
	"fmt"
	"strings"
)

// panicReport is a panic of the firmware, from the program's own words.
type panicReport struct {
	line  monitorLine
	stack []frame
	elf   string // SHA-256 of the ELF, in hex
}

// frame is one entry of a backtrace.
type frame struct{ pc, sp uint32 }

// report reads the fields that all panics share. Entries of a backtrace that cannot be read are left out.
func report(m monitorLine, elf string) panicReport {
	p := panicReport{line: m, elf: elf}
	for _, entry := range strings.FieldsFunc(m.fields["bt"], func(r rune) bool { return r == ',' || r == ' ' }) {
		var f frame
		if n, _ := fmt.Sscanf(entry, "0x%x:0x%x", &f.pc, &f.sp); n > 0 {
			p.stack = append(p.stack, f)
		}
	}
	if len(p.stack) == 0 {
		p.stack = []frame{{pc: m.number("pc")}}
	}
	return p
}

// exception reports whether the panic is an exception of the CPU, named by its reason ("guru") or by its cause
// ("exception"). All others are a call of abort() in the end.
func (p panicReport) exception() bool { return p.line.kind == "guru" || p.line.kind == "exception" }

// cause is the number of an exception, as Xtensa cores have it.
func (p panicReport) cause() uint32 {
	if _, ok := p.line.fields["cause"]; ok {
		return p.line.number("cause")
	}
	return xtensaCauses[p.line.fields["reason"]]
}

// reason is the name of an exception, as Xtensa cores have it; empty when the panic is none.
func (p panicReport) reason() string {
	if reason, ok := p.line.fields["reason"]; ok || !p.exception() {
		return reason
	}
	for name, number := range xtensaCauses {
		if number == p.cause() {
			return name
		}
	}
	return "Unknown"
}

// reset is what follows.
func (p panicReport) reset() resetKind {
	switch {
	case p.exception():
		return resetException
	case p.line.kind == "softwdt":
		return resetSoftWDT
	}
	return resetAbort
}

// core is the core that panicked. The Arduino core runs setup() and loop() on core 1 of chips that have two.
func (p panicReport) core(fallback uint32) uint32 {
	if _, ok := p.line.fields["core"]; ok {
		return p.line.number("core")
	}
	return fallback
}

// heapComplaint is what a heap check found, without the prefix that esp-idf gives it.
func (p panicReport) heapComplaint() string {
	return strings.TrimPrefix(p.line.fields["text"], "CORRUPT HEAP: ")
}

// before is what is printed before the panic handler runs: heap checks complain on their own.
func (p panicReport) before() string {
	if p.line.kind != "heap" {
		return ""
	}
	return line("CORRUPT HEAP: %s", p.heapComplaint())
}

// details is what abort() says. Texts: esp-idf esp_libc/src/{abort,assert}.c, freertos port (stack overflow hook),
// esp_system/stack_check.c, heap/multi_heap_poisoning.c.
func (p panicReport) details(core uint32) string {
	switch p.line.kind {
	case "assert":
		return "assert failed: " + p.line.fields["text"]
	case "stack-overflow":
		return fmt.Sprintf("***ERROR*** A stack overflow in task %s has been detected.", p.line.fields["task"])
	case "stack-smash":
		return "Stack smashing protect failure!"
	case "heap":
		return "assert failed: multi_heap_free multi_heap_poisoning.c:259 (head != NULL)"
	}
	return fmt.Sprintf("abort() was called at PC 0x%08x on core %d", p.pc(), core)
}

// pc is where it happened.
func (p panicReport) pc() uint32 {
	for _, field := range []string{"pc", "epc1"} {
		if _, ok := p.line.fields[field]; ok {
			return p.line.number(field)
		}
	}
	return p.stack[0].pc
}

// head is the opening of esp-idf's panic handler, with the reason of an exception in the chip's words. The core's number
// is padded to two places by the handler, hence the two spaces (esp-idf components/esp_system/panic.c).
func (p panicReport) head(core uint32, reason string) string {
	if !p.exception() {
		return p.before() + line("") + p.details(core) + line("")
	}
	return line("Guru Meditation Error: Core %2d panic'ed (%s). Exception was unhandled.", core, reason) + line("")
}

// tail is the end of every panic of esp-idf. arduino-esp32 3.x keeps nine digits of the hash.
func (p panicReport) tail() string {
	return line("") + line("") + line("ELF file SHA256: %.9s", p.elf) + line("") + line("Rebooting...")
}

// xtensaCauses are the numbers of the exceptions that have a name (esp-idf port/arch/xtensa/panic_arch.c).
var xtensaCauses = map[string]uint32{
	"IllegalInstruction": 0, "InstructionFetchError": 2, "LoadStoreError": 3, "IntegerDivideByZero": 6,
	"LoadStoreAlignment": 9, "InstrFetchProhibited": 20, "LoadProhibited": 28, "StoreProhibited": 29,
}

// xtensaPanic prints a panic of an ESP32 or ESP32-S3. Registers that the program does not tell are zero: they are the
// host's secret, and nobody's evidence.
func xtensaPanic(p panicReport) string {
	core := p.core(1)
	text := p.head(core, p.reason())
	if p.exception() {
		text += xtensaRegisters(p, core)
	}
	text += line("") + line("") + "Backtrace:"
	for _, f := range p.stack {
		text += fmt.Sprintf(" 0x%08x:0x%08x", f.pc, f.sp)
	}
	return text + line("") + line("") + p.tail()
}

func xtensaRegisters(p panicReport, core uint32) string {
	names := []string{"PC", "PS", "A0", "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A10", "A11", "A12",
		"A13", "A14", "A15", "SAR", "EXCCAUSE", "EXCVADDR", "LBEG", "LEND", "LCOUNT"}
	values := map[string]uint32{"PC": p.pc(), "PS": 0x00060330, "A1": p.stack[0].sp,
		"EXCCAUSE": p.cause(), "EXCVADDR": p.line.number("excvaddr")}
	if len(p.stack) > 1 {
		values["A0"] = p.stack[1].pc&0x3fffffff | 0x80000000 // a return address carries the window size up there
	}
	text := fmt.Sprintf("Core %2d register dump:", core)
	for i, name := range names {
		if i%4 == 0 {
			text += line("")
		}
		text += fmt.Sprintf("%-8s: 0x%08x  ", name, values[name])
	}
	return text + line("")
}

// riscvReasons are the RISC-V handler's words for the exceptions that programs report in Xtensa's (esp-idf
// port/arch/riscv/panic_arch.c).
var riscvReasons = map[string]struct {
	text  string
	cause uint32
}{
	"IllegalInstruction":   {"Illegal instruction", 2},
	"LoadProhibited":       {"Load access fault", 5},
	"StoreProhibited":      {"Store access fault", 7},
	"InstrFetchProhibited": {"Instruction access fault", 1},
	"LoadStoreAlignment":   {"Load address misaligned", 4},
}

// riscvPanic prints a panic of an ESP32-C3, whose handler shows the stack instead of a backtrace. The stack is all
// zeros but for the return addresses, in their order.
func riscvPanic(p panicReport) string {
	reason, known := riscvReasons[p.reason()]
	if !known {
		reason.text = p.reason()
	}
	text := p.head(0, reason.text)
	text += riscvRegisters(p, reason.cause) + line("") + line("Stack memory:")
	for i := 0; i < len(p.stack); i += 8 {
		text += fmt.Sprintf("%08x:", p.stack[0].sp+uint32(4*i))
		for j := i; j < i+8; j++ {
			word := uint32(0)
			if j < len(p.stack) {
				word = p.stack[j].pc
			}
			text += fmt.Sprintf(" 0x%08x", word)
		}
		text += line("")
	}
	return text + p.tail()
}

func riscvRegisters(p panicReport, cause uint32) string {
	names := []string{"MEPC", "RA", "SP", "GP", "TP", "T0", "T1", "T2", "S0/FP", "S1", "A0", "A1", "A2", "A3", "A4",
		"A5", "A6", "A7", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "T3", "T4", "T5", "T6",
		"MSTATUS", "MTVEC", "MCAUSE", "MTVAL", "MHARTID"}
	values := map[string]uint32{"MEPC": p.pc(), "SP": p.stack[0].sp, "MCAUSE": cause, "MTVAL": p.line.number("excvaddr")}
	if len(p.stack) > 1 {
		values["RA"] = p.stack[1].pc
	}
	text := "Core  0 register dump:"
	for i, name := range names {
		if i%4 == 0 {
			text += line("")
		}
		text += fmt.Sprintf("%-8s: 0x%08x  ", name, values[name])
	}
	return text + line("")
}
