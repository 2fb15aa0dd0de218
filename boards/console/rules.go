package console

import (
	"regexp"
	"sync"
)

// sign is one recognised line.
type sign struct {
	off    int64 // where the trigger begins
	line   int64 // where its line begins
	end    int64 // where its line ends, without the end of line
	known  int64 // how many bytes of the stream it took to see it
	groups [][]byte
}

func (s sign) group(i int) string { return string(s.groups[i]) }

// rule recognises one kind of line. Its trigger may stand anywhere on the line, for a reset cuts lines short; its
// pattern is tried on the text from the trigger on.
type rule struct {
	trigger string
	chip    string // the only chip it counts for; "" for all
	cuts    bool   // it begins a boot: what stands before it on the line ends there
	word    bool   // no letter, digit or underscore may stand before it
	pattern *regexp.Regexp
	apply   func(*recogniser, sign)
}

// table is the automaton of all triggers. It never changes, so one serves all.
var table = sync.OnceValue(func() *triggers {
	words := make([]string, len(rules))
	for i, r := range rules {
		words[i] = r.trigger
	}
	return newTriggers(words)
})

// rules is the list of all lines that mean something. Sources: the texts of the ROMs as esp-idf's documentation and
// esptool's boot-mode-selection.rst show them; esp-idf components/esp_system/panic.c, port/arch/*/panic_arch.c,
// task_wdt, esp_libc/src/{abort,assert}.c, heap/multi_heap*.c, esp_hw_support/power_supply/brownout.c; esp8266/Arduino
// core_esp8266_postmortem.cpp.
var rules = concat(bootRules, crashRules, rules8266)

func concat(lists ...[]rule) []rule {
	var all []rule
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

// from makes a rule's pattern: it must match where the trigger stands.
func from(expr string) *regexp.Regexp { return regexp.MustCompile(`^(?:` + expr + `)`) }

var bootRules = []rule{
	{trigger: "ets Jun", cuts: true, pattern: from(`ets Jun  ?8 2016 00:22:57`), apply: romBanner("esp32")},
	{trigger: "ets Jul 29 2019", cuts: true, pattern: from(`ets Jul 29 2019 12:21:46`), apply: romBanner("esp32")},
	{trigger: "ESP-ROM:", cuts: true, pattern: from(`ESP-ROM:(esp[0-9a-z]+)(?:-[a-z]+[0-9]+)?-\d{8}`), apply: romBanner("")},
	{trigger: "Build:", pattern: from(`Build:([A-Z][a-z]{2} [ \d]\d \d{4})`), apply: romBuild},
	{trigger: "rst:0x", cuts: true,
		pattern: from(`rst:0x([0-9a-fA-F]+) \(([A-Z0-9_]+)\),boot:0x([0-9a-fA-F]+) \(([A-Z0-9_]+(?:\([^)]*\))?)\)`), apply: resetLine},
	{trigger: "waiting for download", pattern: from(`waiting for download`), apply: bootDetail(func(b *Boot, s sign) { b.Download = true })},
	{trigger: "Saved PC:0x", pattern: from(`Saved PC:(0x[0-9a-f]{8})`), apply: bootDetail(func(b *Boot, s sign) { b.SavedPC = s.group(1) })},
	{trigger: "load:0x", pattern: from(`load:0x[0-9a-f]{8},len:(?:0x[0-9a-f]+|\d+)`), apply: bootDetail(func(b *Boot, s sign) { b.Loads++ })},
	{trigger: "entry 0x", pattern: from(`entry (0x[0-9a-f]{8})`), apply: bootDetail(func(b *Boot, s sign) { b.Entry = s.group(1) })},
	{trigger: "boot: ESP-IDF ", pattern: from(`boot: ESP-IDF (\S+) 2nd stage bootloader`),
		apply: bootDetail(func(b *Boot, s sign) { b.Bootloader = s.group(1) })},
	{trigger: "invalid header: 0x", pattern: from(`(invalid header: 0x[0-9a-f]{8})`), apply: opens(CrashNoImage)},
	{trigger: "flash read err, ", pattern: from(`(flash read err, \d+)`), apply: opens(CrashNoImage)},
	{trigger: "ets_main.c ", pattern: from(`(ets_main\.c \d+)`), apply: continues(nil)},
}

var crashRules = []rule{
	{trigger: "Guru Meditation Error: Core", pattern: from(`Guru Meditation Error: Core(?:\s+\d+ panic'ed \(([^()]*(?:\([^()]*\)?)?[^()]*))?`), apply: guru},
	{trigger: "Interrupt wdt timeout on CPU", pattern: from(`(Interrupt wdt timeout on CPU\d)`), apply: opens(CrashWatchdog)},
	{trigger: "Debug exception reason: ", pattern: from(`Debug exception reason: (.+?)\s*$`), apply: continues(func(k *Crash, s sign) {
		k.Reason += ": " + s.group(1)
	})},
	{trigger: "register dump:", pattern: from(`register dump:`), apply: continues(nil)},
	{trigger: "Backtrace:", pattern: from(`Backtrace:((?: ?0x[0-9a-fA-F]{8}:0x[0-9a-fA-F]{8})+)(?: \|<-(?:CORRUPTED|CONTINUES))?`), apply: backtrace},
	{trigger: "Stack memory:", pattern: from(`Stack memory:`), apply: continues(nil)},
	{trigger: "ELF file SHA256:", pattern: from(`ELF file SHA256:\s+([0-9a-f]{9,64})`), apply: continues(nil)},
	{trigger: "Rebooting", pattern: from(`Rebooting(?: in \d+ seconds)?\.\.\.`), apply: ends},
	{trigger: "CPU halted.", pattern: from(`CPU halted\.`), apply: ends},
	{trigger: "abort() was called at PC 0x", pattern: from(`(abort\(\) was called at PC 0x[0-9a-f]+(?: on core \d)?)`), apply: opens(CrashAbort)},
	{trigger: "assert failed: ", pattern: from(`assert failed: (\S+ \S+?:\d+ \(.*\)|0x[0-9a-f]+)`), apply: opens(CrashAssert)},
	{trigger: "***ERROR*** A stack overflow in task ", pattern: from(`\*\*\*ERROR\*\*\* (A stack overflow in task .+?) has been detected`), apply: opens(CrashStackOverflow)},
	{trigger: "Stack smashing protect failure!", pattern: from(`(Stack smashing protect failure!)`), apply: opens(CrashStackOverflow)},
	{trigger: "CORRUPT HEAP: ", pattern: from(`(CORRUPT HEAP: .*)`), apply: opens(CrashHeap)},
	{trigger: "Brownout detector was triggered", pattern: from(`(Brownout detector was triggered)`), apply: opens(CrashBrownout)},
	{trigger: "Task watchdog got triggered", apply: opens(CrashWatchdog),
		pattern: from(`(Task watchdog got triggered)\. The following tasks(?:/users)? did not reset the watchdog in time:`)},
}

// rules8266 count on the ESP8266 only where the chip is known: their words are such as an application may use.
var rules8266 = []rule{
	{trigger: "ets Jan  8 201", cuts: true, pattern: from(`(ets Jan  8 201[34]),rst cause:? ?(\d), boot mode:\((\d),(\d)\)`), apply: boot8266},
	{trigger: "load 0x", chip: "esp8266", pattern: from(`load 0x[0-9a-f]{8}, len \d+, room \d+`), apply: bootDetail(func(b *Boot, s sign) { b.Loads++ })},
	{trigger: "wdt reset", chip: "esp8266", word: true, pattern: from(`(wdt reset)\s*$`), apply: wdtReset},
	{trigger: "Exception (", chip: "esp8266", pattern: from(`Exception \((\d+)\):`), apply: exception},
	{trigger: "epc1=0x", chip: "esp8266", apply: exceptionPlace,
		pattern: from(`epc1=(0x[0-9a-f]{8}) epc2=0x[0-9a-f]{8} epc3=0x[0-9a-f]{8} excvaddr=0x[0-9a-f]{8} depc=0x[0-9a-f]{8}`)},
	{trigger: "Fatal exception ", chip: "esp8266", pattern: from(`Fatal exception (\d+)\((\w+?)(?:Cause)?\):`), apply: fatalException},
	{trigger: "Soft WDT reset", chip: "esp8266", pattern: from(`(Soft WDT reset(?: - deliberate infinite loop detected)?)\s*$`), apply: opens(CrashWatchdog)},
	{trigger: ">>>stack>>>", chip: "esp8266", pattern: from(`>>>stack>>>`), apply: continues(nil)},
	{trigger: "<<<stack<<<", chip: "esp8266", pattern: from(`<<<stack<<<`), apply: ends},
	{trigger: "Panic ", chip: "esp8266", apply: panic8266,
		pattern: from(`Panic (?:(\S+?:\d+ .+?)(: Assertion '.+' failed\.)?|(\S+\.(?:c|cc|cpp|h|hpp|ino|S)))\s*$`)},
	{trigger: "Abort called", chip: "esp8266", pattern: from(`(Abort called)\s*$`), apply: opens(CrashAbort)},
	{trigger: "Unhandled C++ exception: ", chip: "esp8266", pattern: from(`(Unhandled C\+\+ exception: .*)`), apply: opens(CrashAbort)},
	{trigger: "Stack smashing detected at 0x", chip: "esp8266", pattern: from(`(Stack smashing detected at 0x[0-9a-f]{8})`), apply: opens(CrashStackOverflow)},
	{trigger: "Stack overflow detected", chip: "esp8266", pattern: from(`(Stack overflow detected)\s*$`), apply: opens(CrashStackOverflow)},
	{trigger: "Generic Reset", chip: "esp8266", pattern: from(`(Generic Reset)\s*$`), apply: opens(CrashPanic)},
	{trigger: "User exception (panic/abort/assert)", chip: "esp8266", pattern: from(`(User exception \(panic/abort/assert\))`), apply: opens(CrashPanic)},
}
