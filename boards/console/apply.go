package console

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
)

// romBanner notes the first line of a boot. chip is empty where the banner names it.
func romBanner(chip string) func(*recogniser, sign) {
	return func(r *recogniser, s sign) {
		r.close(s.off)
		r.banner = banner{off: s.off, rom: s.group(0)}
		r.chip = chip
		if chip == "" {
			r.chip = s.group(1)
		}
	}
}

func romBuild(r *recogniser, s sign) {
	if r.banner.off >= 0 {
		r.banner.build = s.group(1)
	}
}

// resetLine is the line that makes a boot of a banner. A banner that was cut still boots: then the line alone counts.
func resetLine(r *recogniser, s sign) {
	boot := Boot{Mark: Mark(s.off), Chip: r.chip, CauseName: s.group(2), ModeName: s.group(4)}
	if b := r.banner; b.off >= 0 && s.off-b.off < lineLimit {
		boot.Mark, boot.ROM, boot.Build = Mark(b.off), b.rom, b.build
	}
	boot.Cause, boot.Mode = hexadecimal(s.group(1)), hexadecimal(s.group(3))
	boot.Class = classifyReset(r.chip, boot.Cause)
	boot.Download = strings.HasPrefix(boot.ModeName, "DOWNLOAD")
	r.addBoot(boot, s)
}

func boot8266(r *recogniser, s sign) {
	r.chip = "esp8266"
	cause, _ := strconv.Atoi(s.group(2))
	mode, _ := strconv.Atoi(s.group(3))
	boot := Boot{Mark: Mark(s.off), Chip: r.chip, ROM: s.group(1), Cause: cause, CauseName: resets8266[cause].name,
		Class: resets8266[cause].class, Mode: mode, ModeName: "other", Download: mode == 1}
	switch mode {
	case 1:
		boot.ModeName = "UART download"
	case 3:
		boot.ModeName = "flash"
	}
	r.addBoot(boot, s)
}

// addBoot adds a boot. Where the chip says that a watchdog or the supply ended the run, and no words about it came
// before, the boot itself is the news of a crash.
func (r *recogniser) addBoot(b Boot, s sign) {
	r.close(int64(b.Mark))
	told := len(r.crashes) > 0 && (len(r.boots) == 0 || r.last().Mark > r.boots[len(r.boots)-1].Mark)
	b.At = r.at(int64(b.Mark))
	r.boots = forget(append(r.boots, b))
	r.banner = banner{off: -1}
	kind := CrashKind("")
	switch b.Class {
	case ResetWatchdog:
		kind = CrashWatchdog
	case ResetBrownout:
		kind = CrashBrownout
	}
	if kind == "" || told {
		return
	}
	r.open = true
	r.crashes = forget(append(r.crashes, Crash{At: b.At, Mark: b.Mark, Known: Mark(s.known), Kind: kind, Reason: "reset by " + b.CauseName}))
	r.part = s.off
	r.close(s.end)
}

// bootDetail adds to the last boot what its banner goes on to say.
func bootDetail(add func(*Boot, sign)) func(*recogniser, sign) {
	return func(r *recogniser, s sign) {
		if n := len(r.boots); n > 0 && s.off-int64(r.boots[n-1].Mark) < togetherLimit {
			add(&r.boots[n-1], s)
		}
	}
}

// opens begins a crash of this kind, whose reason is the pattern's group. Inside a crash it is one more part of it.
func opens(kind CrashKind) func(*recogniser, sign) {
	return func(r *recogniser, s sign) { r.openCrash(kind, s.group(1), s) }
}

func (r *recogniser) openCrash(kind CrashKind, reason string, s sign) {
	if r.open && s.off-r.part < togetherLimit {
		r.part = s.off
		return
	}
	r.close(s.line)
	r.open, r.part = true, s.off
	r.crashes = forget(append(r.crashes, Crash{At: r.at(s.line), Mark: Mark(s.line), Known: Mark(s.known), Kind: kind,
		Reason: strings.TrimSpace(reason)}))
}

// continues adds a part to the crash that is open; outside of one the line means nothing.
func continues(add func(*Crash, sign)) func(*recogniser, sign) {
	return func(r *recogniser, s sign) {
		if !r.open {
			return
		}
		r.part = s.off
		if add != nil {
			add(r.last(), s)
		}
	}
}

// ends is the last line of a crash's text.
func ends(r *recogniser, s sign) { r.close(s.end) }

func guru(r *recogniser, s sign) {
	kind, reason := CrashPanic, s.group(1)
	switch {
	case reason == "":
		reason = "the message was cut short"
	case strings.HasPrefix(reason, "Interrupt wdt"):
		kind = CrashWatchdog
	case strings.HasPrefix(reason, "Stack protection fault"):
		kind = CrashStackOverflow
	}
	r.openCrash(kind, reason, s)
}

func backtrace(r *recogniser, s sign) {
	continues(func(k *Crash, s sign) {
		k.Backtrace = addresses.FindAllString(s.group(1), -1)
	})(r, s)
}

// addresses finds the PC:SP pairs of a backtrace: ESP-IDF 4 puts no blank before the first.
var addresses = regexp.MustCompile(`0x[0-9a-fA-F]{8}:0x[0-9a-fA-F]{8}`)

// causes8266 are the exceptions that the LX106 core of the ESP8266 reports, by number (Xtensa ISA, EXCCAUSE).
var causes8266 = map[string]string{
	"0": "IllegalInstruction", "2": "InstructionFetchError", "3": "LoadStoreError", "4": "Level1Interrupt",
	"6": "IntegerDivideByZero", "9": "LoadStoreAlignment", "20": "InstFetchProhibited", "28": "LoadProhibited", "29": "StoreProhibited",
}

func exception(r *recogniser, s sign) {
	reason := "exception " + s.group(1)
	if name, ok := causes8266[s.group(1)]; ok {
		reason += " (" + name + ")"
	}
	r.openCrash(CrashException, reason, s)
}

func fatalException(r *recogniser, s sign) {
	r.openCrash(CrashException, "exception "+s.group(1)+" ("+s.group(2)+")", s)
}

// exceptionPlace takes where an exception struck as its backtrace: there is no other.
func exceptionPlace(r *recogniser, s sign) {
	continues(func(k *Crash, s sign) {
		if len(k.Backtrace) == 0 && !bytes.Equal(s.groups[1], []byte("0x00000000")) {
			k.Backtrace = []string{s.group(1)}
		}
	})(r, s)
}

func panic8266(r *recogniser, s sign) {
	if s.group(2) != "" {
		r.openCrash(CrashAssert, s.group(1)+s.group(2), s)
		return
	}
	r.openCrash(CrashPanic, s.group(1)+s.group(3), s)
}

// wdtReset is what the ESP8266's ROM adds to the banner after the hardware watchdog struck.
func wdtReset(r *recogniser, s sign) {
	if n := len(r.boots); n > 0 && len(r.crashes) > 0 && r.boots[n-1].Class == ResetWatchdog && s.off-int64(r.boots[n-1].Mark) < togetherLimit {
		return
	}
	r.openCrash(CrashWatchdog, s.group(1), s)
}

func hexadecimal(s string) int {
	n, err := strconv.ParseInt(s, 16, 32)
	if err != nil {
		return -1 // more digits than a register has: line noise
	}
	return int(n)
}

// forget drops the older half of a list that has grown too long.
func forget[T any](list []T) []T {
	if len(list) <= memoryLimit {
		return list
	}
	return append([]T(nil), list[len(list)/2:]...)
}
