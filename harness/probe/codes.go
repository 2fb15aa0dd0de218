package probe

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/benchtrial/benchtrial/harness"
)

// chipESP8266 is the chip whose stack counts its errors upwards from 1; all others have mbedTLS, whose errors are
// negative.
const chipESP8266 = "esp8266"

// How firmware prints the numbers of errors. Those of mbedTLS are negative, in brackets or alone, and in hexadecimal
// with 0x (arduino-esp32 ssl_client.cpp: "(-9984) X509 - Certificate verification failed"). Those of BearSSL are
// small, and any number could be one: only a line that speaks of a failure is looked at, and its count of attempts is
// not one.
var (
	mbedNumber = regexp.MustCompile(`(?:^|[\s(\[=:,])-(0[xX][0-9A-Fa-f]{2,4}|[1-9]\d{1,4})(?:[^\d.]|$)`)
	ofFailure  = regexp.MustCompile(`(?i)\b(?:ssl|tls|error|err|code|reason|fail|failed|failure)\b`)
	counted    = regexp.MustCompile(`(?i)(?:\b(?:attempt|try|retry|port)\W{0,2}\d+)|\d+ ?(?:/|of) ?\d+|\d+ ?(?:ms|s|bytes)\b`)
	bearNumber = regexp.MustCompile(`(?:^|[\s(\[=:,#])([1-9]\d{0,2})(?:[^\d.:]|$)`)
)

// What numbers can be errors: mbedTLS gives -1 for everything that is not TLS, BearSSL adds 256 or 512 to an alert's
// code (bearssl inc/bearssl_ssl.h).
const (
	mostMbed = 0x7fff
	mostBear = 512 + 255
)

// codeOf finds the number by which the stack told why it failed, and the line that it stands in. Where the server was
// let in, it is the first one of the last connection, which is that of its reading; else the last one, since what a
// scenario is about comes in its last attempts.
func codeOf(r *harness.Result, outcome Outcome, chip string) (code int, line string) {
	from := time.Time{}
	if n := len(r.Conns); n > 0 && outcome == Accepted {
		from = r.Conns[n-1].Opened
	}
	for _, l := range r.Lines {
		if l.At.Before(from) {
			continue
		}
		text := printable(l.Text)
		found := numberIn(text, chip, r.Firmware.Console.CannotConnect)
		if found == 0 {
			continue
		}
		if code, line = found, strings.TrimSpace(text); outcome == Accepted {
			break
		}
	}
	return code, line
}

// numberIn is the error's number in a line, 0 when there is none. failure is what the firmware says of a failed
// attempt.
func numberIn(line, chip, failure string) int {
	if chip != chipESP8266 {
		if m := mbedNumber.FindStringSubmatch(line); m != nil {
			return -number(m[1], mostMbed)
		}
		return 0
	}
	said := failure != "" && strings.Contains(line, failure)
	if !said && !ofFailure.MatchString(line) {
		return 0
	}
	if said {
		line = strings.ReplaceAll(line, failure, " ")
	}
	if m := bearNumber.FindStringSubmatch(counted.ReplaceAllString(line, " ")); m != nil {
		return number(m[1], mostBear)
	}
	return 0
}

// number reads a number of at most so much, 0 when it is none.
func number(text string, most int64) int {
	n, err := strconv.ParseInt(strings.ToLower(text), 0, 32)
	if err != nil || n > most {
		return 0
	}
	return int(n)
}
