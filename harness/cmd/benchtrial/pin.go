package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers/pin"
)

// Exit codes of pin beside 0 and exitUsage.
const (
	exitNoPin       = 1 // no profile, or none of those the format is for, connects with any pin
	exitUnreachable = 4 // no chain came
)

// pinArgs is the command line of pin.
type pinArgs struct {
	of, name, format, out, want, idf, roots, color string
	at                                             time.Time
	timeout                                        time.Duration
	try                                            bool
	cache                                          string // of builds, for try
}

func pinCommand(ctx context.Context, root string, args []string) int {
	a, code := readPinArgs(args, os.Stderr)
	if code >= 0 {
		return code
	}
	if root != "" {
		a.cache = filepath.Join(root, ".cache", "build")
	}
	return pinTo(ctx, a, os.Stdout, os.Stderr)
}

// readPinArgs takes flags before and after what is to be looked at. It returns the exit code to end with, or -1 to go on.
func readPinArgs(args []string, complain io.Writer) (pinArgs, int) {
	var a pinArgs
	var at string
	flags := flag.NewFlagSet("pin", flag.ContinueOnError)
	flags.SetOutput(complain)
	flags.Usage = func() {
		fmt.Fprintln(complain, "usage: benchtrial pin HOST[:PORT] | chain.pem [flags]")
		fmt.Fprintln(complain, "says which certificate of a server to pin, and why; exit: 0 there is one, 1 there is none, 2 usage, 4 no chain came")
		flags.PrintDefaults()
	}
	flags.StringVar(&a.name, "sni", "", "the `name` to ask for and to judge by; of a server by default its host, of a file none")
	flags.DurationVar(&a.timeout, "timeout", 15*time.Second, "how `long` to wait for the server")
	flags.StringVar(&a.format, "format", "text", "text, json, esp32, esp8266, fingerprint or bundle")
	flags.StringVar(&a.out, "out", "", "write to this `file` instead of the screen")
	flags.StringVar(&a.want, "pin", "", "leaf, intermediate, root or a `number` in the chain, instead of what suits best")
	flags.StringVar(&at, "at", "", "judge as of this `date`, as in 2027-01-31 or 2027-01-31T12:00:00Z; default now")
	flags.StringVar(&a.idf, "bundle-idf", "5.4", "the `version` of ESP-IDF that a bundle is for: 5.3 is arduino-esp32 2.x to 3.1, 5.4 is 3.2 and later")
	flags.StringVar(&a.roots, "roots", "", "PEM `file` of the roots to know; default those of this machine")
	flags.BoolVar(&a.try, "try", false, "prove the pin by handshakes of the simulated boards' own TLS stacks with this chain, and with the server itself")
	flags.StringVar(&a.color, "color", "auto", "auto, always or never")
	rest, code := parseMixed(flags, args)
	if code >= 0 {
		return a, code
	}
	err := a.check(rest, at)
	if err != nil {
		fmt.Fprintln(complain, "benchtrial pin:", err)
		return a, exitUsage
	}
	return a, -1
}

func (a *pinArgs) check(rest []string, at string) error {
	switch {
	case len(rest) == 0:
		return errors.New("name a server or a file: benchtrial pin HOST[:PORT] | chain.pem (-h explains the flags)")
	case len(rest) > 1:
		return fmt.Errorf("unexpected %q: it looks at one server or file at a time", rest[1])
	case a.timeout <= 0:
		return fmt.Errorf("--timeout %s: it must be more than nothing", a.timeout)
	}
	a.of = rest[0]
	if !oneOf(a.format, "text", "json", "esp32", "esp8266", "fingerprint", "bundle") {
		return fmt.Errorf("--format %s: it is none of text, json, esp32, esp8266, fingerprint, bundle", a.format)
	}
	if a.try && oneOf(a.format, "fingerprint", "bundle") {
		return fmt.Errorf("--try --format %s: certificates are tried as setCACert and setTrustAnchors take them; there is no other way yet", a.format)
	}
	if _, err := strconv.Atoi(a.want); err != nil && !oneOf(a.want, "", "leaf", "intermediate", "root") {
		return fmt.Errorf("--pin %s: it is none of leaf, intermediate, root, and no number", a.want)
	}
	if _, err := pin.FormatFor(a.idf); err != nil {
		return fmt.Errorf("--bundle-idf: %w", err)
	}
	if _, err := reports.Colour(reports.ColourMode(a.color), os.Getenv, io.Discard); err != nil {
		return err
	}
	return a.readDate(at)
}

func (a *pinArgs) readDate(at string) (err error) {
	if at == "" {
		a.at = time.Now()
		return nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if a.at, err = time.Parse(layout, at); err == nil {
			return nil
		}
	}
	return fmt.Errorf("--at %s: it must be a date as in 2027-01-31 or 2027-01-31T12:00:00Z", at)
}

func oneOf(text string, all ...string) bool {
	for _, x := range all {
		if text == x {
			return true
		}
	}
	return false
}

// pinTo does the work.
func pinTo(ctx context.Context, a pinArgs, out, complain io.Writer) int {
	fail := func(code int, err error) int {
		fmt.Fprintln(complain, "benchtrial pin:", err)
		return code
	}
	store, err := a.store()
	if err != nil {
		return fail(exitUsage, err)
	}
	chain, code, err := a.chain(ctx)
	if err != nil {
		return fail(code, err)
	}
	report, err := pin.Examine(chain, pin.Options{At: a.at, Store: store, Pin: a.want})
	if err != nil {
		return fail(exitNoPin, err)
	}
	if a.try {
		if code, err := a.prove(ctx, report, complain); err != nil {
			return fail(code, err)
		}
	}
	text, err := a.render(report, out)
	if err != nil {
		return fail(exitNoPin, err)
	}
	if err := a.write(text, out); err != nil {
		return fail(exitUsage, err)
	}
	if a.try && !oneOf(a.format, "text", "json") {
		report.WriteTried(complain)
	}
	return a.verdict(report, complain)
}

// verdict ends with 0 when the pin does where it was asked for; what was written stands in any case, for the reader to see.
func (a pinArgs) verdict(r *pin.Report, complain io.Writer) int {
	fits, who := r.Usable(), "no profile"
	switch a.format {
	case "esp32", "bundle":
		fits, who = r.UsableOn(pin.ESP32v2, pin.ESP32v3), "no ESP32"
	case "esp8266":
		fits, who = r.UsableOn(pin.ESP8266), "no ESP8266"
	case "fingerprint":
		return 0 // a fingerprint is of the certificate that is there, and looks at nothing else
	}
	if a.try {
		fits, who = r.TriedOn(a.tried()...), "not every stack that was tried"
	}
	if fits {
		if a.format != "text" && a.format != "json" {
			for _, w := range r.Warnings {
				fmt.Fprintln(complain, "benchtrial pin: mind:", w)
			}
		}
		return 0
	}
	fmt.Fprintf(complain, "benchtrial pin: %s connects to %s with this pin: `benchtrial pin %s` says why\n", who, pin.Clean(a.of), pin.Clean(a.of))
	return exitNoPin
}

func (a pinArgs) store() (pin.Store, error) {
	if a.roots != "" {
		return pin.ReadStore(a.roots)
	}
	return pin.SystemStore(os.Getenv)
}

// chain reads the file of that name, or asks the server.
func (a pinArgs) chain(ctx context.Context) (pin.Chain, int, error) {
	address, isFile, err := target(a.of)
	if err != nil {
		return pin.Chain{}, exitUsage, err
	}
	if isFile {
		data, err := os.ReadFile(a.of)
		if err != nil {
			return pin.Chain{}, exitUsage, fmt.Errorf("reading the chain: %w", err)
		}
		chain, err := pin.Read(data)
		if err != nil {
			return chain, exitNoPin, fmt.Errorf("%s: %w", a.of, err)
		}
		chain.Source, chain.Host = a.of, a.name
		return chain, 0, nil
	}
	chain, err := pin.Fetch(ctx, pin.Target{Address: address, Name: a.name, Timeout: a.timeout})
	return chain, exitUnreachable, err
}

// target tells a file from a server: what exists is a file, and so is what looks like one by its name.
func target(of string) (address string, isFile bool, err error) {
	if info, err := os.Stat(of); err == nil {
		if info.IsDir() {
			return "", false, fmt.Errorf("%s is a folder: name the file in it", of)
		}
		return "", true, nil
	}
	if strings.Contains(of, "://") {
		return "", false, fmt.Errorf("%s is a URL: name the host and the port only, as in example.org:443", of)
	}
	switch strings.ToLower(filepath.Ext(of)) {
	case ".pem", ".crt", ".cer", ".der":
		return "", true, nil
	}
	if strings.ContainsRune(of, '/') || of == "" {
		return "", false, fmt.Errorf("%q is no file that exists and no HOST:PORT", of)
	}
	if ip := net.ParseIP(strings.Trim(of, "[]")); ip != nil {
		return net.JoinHostPort(ip.String(), "443"), false, nil
	}
	host, port, err := net.SplitHostPort(of)
	if err != nil {
		host, port = of, "443"
	}
	if n, err := strconv.Atoi(port); host == "" || strings.ContainsRune(host, ':') && net.ParseIP(host) == nil || err != nil || n < 1 || n > 65535 {
		return "", false, fmt.Errorf("%q is no HOST:PORT: the port is a number from 1 to 65535", of)
	}
	return net.JoinHostPort(host, port), false, nil
}

func (a pinArgs) render(r *pin.Report, screen io.Writer) ([]byte, error) {
	var b strings.Builder
	switch a.format {
	case "json":
		err := r.WriteJSON(&b)
		return []byte(b.String()), err
	case "esp32":
		return r.ESP32Header(), nil
	case "esp8266":
		return r.ESP8266Header(), nil
	case "fingerprint":
		return r.Fingerprints(), nil
	case "bundle":
		return a.bundle(r, screen)
	}
	if a.out != "" {
		screen = io.Discard
	}
	colour, err := reports.Colour(reports.ColourMode(a.color), os.Getenv, screen)
	if err == nil {
		err = r.WriteText(&b, colour)
	}
	return []byte(b.String()), err
}

func (a pinArgs) bundle(r *pin.Report, screen io.Writer) ([]byte, error) {
	if a.out == "" && reports.IsTerminal(screen) {
		return nil, errors.New("a bundle is no text: write it to a file with --out, or into a pipe")
	}
	if err := r.InBundle(); err != nil {
		return nil, err
	}
	format, err := pin.FormatFor(a.idf)
	if err != nil {
		return nil, err
	}
	return pin.Bundle(format, r.Pin.Cert)
}

func (a pinArgs) write(text []byte, out io.Writer) error {
	if a.out != "" {
		if err := os.WriteFile(a.out, text, 0o644); err != nil {
			return fmt.Errorf("writing --out: %w", err)
		}
		return nil
	}
	if _, err := out.Write(text); err != nil {
		return fmt.Errorf("writing the result: %w", err)
	}
	return nil
}
