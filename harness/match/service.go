package match

import (
	"fmt"
	"strings"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers/http1"
)

// BeServed wants the good server to answer the request with success (2xx). Where it did not, the message says what of
// the request is known to make servers and the edges before them answer otherwise.
func BeServed() types.GomegaMatcher {
	return promise("be answered with success", func(r *harness.Result) string {
		requests := r.Requests()
		if len(requests) == 0 {
			return fmt.Sprintf("it sent no request (%s)", r.Reason)
		}
		c := requests[len(requests)-1]
		status := harness.StatusOf(c)
		if status >= 200 && status < 300 {
			return ""
		}
		text := fmt.Sprintf("the server answered %d", status)
		if status == 0 {
			text = "the server answered with no status"
		}
		if body := strings.TrimSpace(c.ReplyBody); body != "" {
			text += fmt.Sprintf(": %.200q", body)
		}
		parsed, _ := http1.ParseRequest(c.Request) // as far as it can be read
		if why := suspicions(parsed); len(why) > 0 {
			text += "\nwhat its request lacks or has, and servers are known to answer so to:\n- " + strings.Join(why, "\n- ")
		}
		return text
	})
}

// suspicions are the properties of a request that made real servers answer a well-meant request with an error, likeliest
// first. (Why an HTTPClient failed where the same request by hand did not.)
func suspicions(r http1.Request) []string {
	var why []string
	note := func(is bool, text string) {
		if is {
			why = append(why, text)
		}
	}
	agent := r.Get("User-Agent")
	note(len(r.Body) > 0 && r.Get("Content-Type") == "", "no Content-Type: a server that parses bodies by their type finds no parameters in this one (HTTPClient adds none; call addHeader)")
	note(agent == "", "no User-Agent: edges and public APIs answer 403 to that")
	note(agent == "ESP32HTTPClient" || agent == "ESP8266HTTPClient", fmt.Sprintf("User-Agent %q, the library's own: edges block clients by it (call setUserAgent)", agent))
	note(r.Get("Host") == "", "no Host: an edge cannot tell which site is meant")
	note(strings.Contains(r.Get("Accept-Encoding"), ";q="), fmt.Sprintf("Accept-Encoding %q, which some servers answer with 406 (useHTTP10(true) leaves it out)", r.Get("Accept-Encoding")))
	note(strings.Contains(r.Line, "  "), fmt.Sprintf("the request line %q has an empty target", r.Line))
	note(r.Method == "POST" && r.Get("Content-Length") == "" && r.Get("Transfer-Encoding") == "", "no Content-Length: the body cannot be found")
	return why
}

// ReportSuccess wants the firmware to print its word of success, and the other one not.
func ReportSuccess() types.GomegaMatcher {
	return promise("report that its request had success", func(r *harness.Result) string {
		words := r.Firmware.Console
		if _, said := r.Said(words.Failed); said {
			return fmt.Sprintf("the console says %q", words.Failed)
		}
		if _, said := r.Said(words.Succeeded); !said {
			return fmt.Sprintf("the console never says %q", words.Succeeded)
		}
		if fault := unearned(r); fault != "" && len(r.Requests()) > 0 {
			return fault
		}
		return unfinished(r)
	})
}

// ClaimOnlyWhatWasGranted wants the word of success only where the server answered with success, whichever it did.
func ClaimOnlyWhatWasGranted() types.GomegaMatcher {
	return promise("claim a success only when the server grants it", unearned)
}

// unearned is a sentence on a success that the console claims and the server did not grant.
func unearned(r *harness.Result) string {
	if _, said := r.Said(r.Firmware.Console.Succeeded); !said {
		return ""
	}
	requests := r.Requests()
	if len(requests) == 0 {
		return fmt.Sprintf("the console says %q, and no request was sent", r.Firmware.Console.Succeeded)
	}
	for _, c := range requests {
		if status := harness.StatusOf(c); status >= 200 && status < 300 {
			return ""
		}
	}
	return fmt.Sprintf("the console says %q, but the server answered %d", r.Firmware.Console.Succeeded, harness.StatusOf(requests[len(requests)-1]))
}

// SendItOnce wants the request not to be sent again after a reply that refuses it: a server that says so has taken it, and
// who sends a POST twice may order twice.
func SendItOnce() types.GomegaMatcher {
	return promise("send its request once, and not again after this reply", func(r *harness.Result) string {
		var sent int
		for _, c := range r.Requests() {
			sent += max(1, c.Requests)
		}
		switch {
		case r.Verdict == reports.Crashed:
			return r.Reason
		case sent == 0:
			return fmt.Sprintf("it sent no request (%s)", r.Reason)
		case sent > 1:
			return fmt.Sprintf("it sent its request %s: the server had answered the first one with %d", times(sent), harness.StatusOf(r.Requests()[0]))
		}
		return ""
	})
}

// ReportNoSuccess wants the firmware not to take a reply for a success that is none.
func ReportNoSuccess() types.GomegaMatcher {
	return promise("not take this reply for a success", func(r *harness.Result) string {
		if _, said := r.Said(r.Firmware.Console.Succeeded); said {
			return fmt.Sprintf("the console says %q", r.Firmware.Console.Succeeded)
		}
		if r.Verdict == reports.Crashed {
			return r.Reason
		}
		if r.End == harness.EndStuck || r.End == harness.EndDeadline {
			return "it hung: " + r.Stuck()
		}
		return ""
	})
}
