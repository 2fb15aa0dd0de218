package main

import (
	"fmt"
	"strings"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// stackStory is what a stack is known to do with a scenario, when the firmware pins the CA.
type stackStory struct {
	Stack    string `json:"stack"`
	Outcome  string `json:"outcome"` // refuse or accept
	Basis    string `json:"basis"`   // promised or known
	Weakness bool   `json:"weakness,omitempty"`
	Late     bool   `json:"late,omitempty"`   // after a handshake that is done
	Behind   bool   `json:"behind,omitempty"` // the outcome is of the handshake, alert and code of what comes behind it
	Alert    int    `json:"alert,omitempty"`
	Code     int    `json:"code,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Source   string `json:"source,omitempty"`
	Unless   string `json:"unless,omitempty"`
}

// stacksOn asks the profiles of the stacks that are measured.
func stacksOn(sc servers.Scenario) []stackStory {
	var all []stackStory
	for _, stack := range []string{profile.ESP32v2, profile.ESP32v3, profile.ESP8266} {
		e, known := profile.Expect(stack, config.TrustCA, sc)
		if !known {
			continue
		}
		s := stackStory{Stack: stack, Outcome: string(e.Outcome), Basis: string(e.Basis), Weakness: e.Weakness, Late: e.Late, Alert: e.Alert,
			Code: e.Code, Reason: e.Reason, Source: e.Source}
		s.Behind = sc.Group == servers.GroupRecord
		if e.Unless.When != "" {
			s.Unless = fmt.Sprintf("%s: %s%s", e.Unless.When, does(string(e.Unless.Outcome)), signs(e.Unless.Alert, e.Unless.Code))
		}
		all = append(all, s)
	}
	return all
}

func does(outcome string) string {
	return map[string]string{string(profile.Refuse): "refuses", string(profile.Accept): "accepts"}[outcome]
}

// signs is how it shows on the wire and in the log.
func signs(alert, code int) string {
	var words []string
	if alert > 0 {
		words = append(words, "alert "+wire.AlertName(uint8(alert)))
	}
	if code != 0 {
		words = append(words, fmt.Sprintf("error %d", code))
	}
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words, ", ") + ")"
}

// words is the story in a sentence.
func (s stackStory) words() string {
	text := does(s.Outcome) + signs(s.Alert, s.Code)
	switch {
	case s.Behind && s.Code != 0:
		text = does(s.Outcome) + " the handshake, and fails at what follows" + signs(s.Alert, s.Code)
	case s.Behind:
		text = does(s.Outcome) + " the handshake, and reads what follows"
	}
	if s.Late {
		text += ", after the handshake"
	}
	if s.Weakness {
		text += ": a weakness"
	}
	if s.Reason != "" {
		text += ": " + strings.TrimSuffix(s.Reason, ".")
	}
	if s.Source != "" {
		text += " [" + s.Source + "]"
	}
	if s.Unless != "" {
		text += "; unless " + s.Unless
	}
	return text
}
