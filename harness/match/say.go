package match

import (
	"fmt"
	"strings"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/reports"
)

// SaySuccess wants the console to tell a success as the contract has it: connected, then done, and no word of failure.
func SaySuccess() types.GomegaMatcher {
	return promise("report its success on the console, and no failure", func(r *harness.Result) string {
		if r.Verdict == reports.Crashed {
			return r.Reason
		}
		words := r.Firmware.Console
		text := string(r.Text)
		for _, wrong := range []string{words.CannotConnect, words.GaveUp} {
			if wrong != "" && strings.Contains(text, wrong) {
				return fmt.Sprintf("it says %q, and nothing had failed", wrong)
			}
		}
		connected, done := strings.Index(text, words.Connected), strings.Index(text, words.Done)
		switch {
		case words.Connected != "" && connected < 0:
			return fmt.Sprintf("it never says %q", words.Connected)
		case words.Done != "" && done < 0:
			return fmt.Sprintf("it never says %q", words.Done)
		case words.Connected != "" && words.Done != "" && done < connected:
			return fmt.Sprintf("it says %q before %q", words.Done, words.Connected)
		}
		return ""
	})
}

// SayThatItGaveUp wants the console to tell a failure as the contract has it: that it could not connect, at the end and
// once that it gave up, and no word of success.
func SayThatItGaveUp() types.GomegaMatcher {
	return promise("report on the console that it failed and, once, that it gave up", func(r *harness.Result) string {
		if r.Verdict == reports.Crashed {
			return r.Reason
		}
		words, text := r.Firmware.Console, string(r.Text)
		gaveUp := strings.Count(text, words.GaveUp)
		switch {
		case words.Connected != "" && strings.Contains(text, words.Connected):
			return fmt.Sprintf("it says %q, and no attempt had succeeded", words.Connected)
		case words.CannotConnect != "" && !strings.Contains(text, words.CannotConnect):
			return fmt.Sprintf("it never says %q", words.CannotConnect)
		case words.GaveUp != "" && gaveUp != 1:
			return fmt.Sprintf("it says %q %s", words.GaveUp, times(gaveUp))
		case words.GaveUp != "" && strings.LastIndex(text, words.CannotConnect) > strings.Index(text, words.GaveUp):
			return fmt.Sprintf("it goes on to say %q after %q", words.CannotConnect, words.GaveUp)
		}
		return ""
	})
}
