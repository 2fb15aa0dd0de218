package run

import (
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/reports"
)

// discretion is what a lane needs to know of secrets: which password to look for in what firmware says, and what to keep out
// of its log.
type discretion struct {
	psk    string
	redact *reports.Redactor
}

func (s *session) discretion(bench *config.Bench) discretion {
	s.mu.Lock()
	defer s.mu.Unlock()
	return discretion{psk: bench.WiFi.PSK.Reveal(), redact: s.redact}
}
