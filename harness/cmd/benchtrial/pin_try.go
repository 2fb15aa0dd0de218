package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/benchtrial/benchtrial/harness/build"
	"github.com/benchtrial/benchtrial/harness/try"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers/pin"
)

// proven are the columns of the table that the stacks prove which can be tried.
var proven = map[string]pin.Profile{"esp32": pin.ESP32v3, "esp8266": pin.ESP8266}

// stacks are those that the format is for.
func (a pinArgs) stacks() []try.Stack {
	var all []try.Stack
	for _, s := range try.Stacks() {
		if !oneOf(a.format, "esp32", "esp8266") || a.format == s.Chip {
			all = append(all, s)
		}
	}
	return all
}

// tried are the profiles that must have been tried with success.
func (a pinArgs) tried() []pin.Profile {
	var all []pin.Profile
	for _, s := range a.stacks() {
		all = append(all, proven[s.Chip])
	}
	return all
}

// prove has each stack shake hands with the chain, and with the server itself where there is one. It returns the exit code to end with
// when that could not be done.
func (a pinArgs) prove(ctx context.Context, r *pin.Report, complain io.Writer) (int, error) {
	name, err := nameToTry(r)
	if err != nil {
		return exitUsage, err
	}
	if a.cache == "" {
		if a.cache, err = build.DefaultCacheDir(); err != nil {
			return exitUnreachable, err
		}
	}
	progress := func(string) {}
	if reports.IsTerminal(complain) {
		progress = func(line string) { fmt.Fprintln(complain, "benchtrial pin:", line) }
	}
	trier, err := try.New(ctx, try.Options{Cache: a.cache, Progress: progress}, a.stacks()...)
	if err != nil {
		return exitUnreachable, err
	}
	q := try.Question{Host: name, Pin: pin.PEM(r.Pin.Cert), At: r.At}
	var chain [][]byte
	for _, c := range r.Chain.Certs {
		chain = append(chain, c.Raw)
	}
	for _, s := range a.stacks() {
		answer, err := trier.Chain(ctx, s, q, chain)
		if err != nil {
			return codeOfTry(err), err
		}
		r.Tried = append(r.Tried, trial(answer, pin.AgainstChain, name))
		if !r.Chain.Live {
			continue
		}
		if answer, err = trier.Server(ctx, s, q, r.Chain.Source); err != nil {
			return codeOfTry(err), err
		}
		r.Tried = append(r.Tried, trial(answer, pin.AgainstServer, name))
	}
	return 0, nil
}

func codeOfTry(err error) int {
	if errors.Is(err, try.ErrAddress) {
		return exitUsage
	}
	return exitUnreachable
}

func trial(a try.Answer, against, name string) pin.Trial {
	return pin.Trial{Stack: a.Stack.Name, Profile: proven[a.Stack.Chip], Against: against, Name: name, Accepted: a.Accepted, Code: a.Code,
		Alert: max(a.Alert, 0), Words: a.Words}
}

// nameToTry is the name that the sketch connects to: the one that was asked for, or one that the certificate is for.
func nameToTry(r *pin.Report) (string, error) {
	if r.Chain.Host != "" {
		return r.Chain.Host, nil
	}
	cert := r.ServerCert()
	for _, name := range append(append([]string{}, cert.DNSNames...), cert.Subject.CommonName) {
		if rest, wild := strings.CutPrefix(name, "*."); wild {
			name = "bench." + rest
		}
		if hostName(name) {
			return name, nil
		}
	}
	return "", errors.New("--try: the certificate names no host: say with --sni which name the sketch connects to")
}

// hostName tells whether a name can be asked for: letters, digits, hyphens and dots.
func hostName(name string) bool {
	return name != "" && len(name) < 254 && strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789-._") == ""
}
