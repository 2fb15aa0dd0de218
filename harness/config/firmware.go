package config

import (
	"slices"
	"strings"
	"time"
)

// Firmware is a sketch folder with its firmware.yaml: what the sketch promises. A zero field promises nothing, and only
// what is promised is judged. Durations are board time.
type Firmware struct {
	Dir       string   // absolute
	Name      string   // defaults to the name of the folder
	Sketch    string   // absolute path of the main .ino, "" for other kinds of project
	Chips     []string // the chips it is written for, never empty
	Stack     string   // the profile: which checks the TLS stack is known to make
	Trust     string   // ca, fingerprint, bundle, psk or insecure; defaults to ca
	Pin       string   // with trust ca: the certificate that is pinned, PinRoot or PinIntermediate
	PSK       PSK      // with trust psk: how it names itself
	ALPN      []string // the protocols that its ClientHello offers, in this order; nil promises nothing
	Builder   string   // which builder to use, "" lets the folder's content decide
	Libraries []string // absolute folders of libraries
	Service   string   // what the good server is, one of Services(); "" answers everything alike
	Edge      bool     // the service stands behind an edge, as large sites do
	Article   Article  // the text that the firmware comes from; zero when it comes from none
	Request   Request
	Retry     Retry
	Response  Response
	WebSocket WebSocket
	MQTT      MQTT
	Clock     Clock
	WiFi      FirmwareWiFi
	Heartbeat Heartbeat
	Console   Console
	Heap      Heap
	Fragment  Fragment
	AtOnce    AtOnce
	Suite     string   // the most of the catalogue that is tried: SuiteSmoke, or "" for as much as the run asks for
	Secrets   []string // texts that it shows nobody but the server that it trusts; BodyPlaceholder is its body

	KnownFailures []KnownFailure
}

// Article is a published text.
type Article struct{ Title, URL string }

// The values of Firmware.Trust.
const (
	TrustCA          = "ca"
	TrustFingerprint = "fingerprint"
	TrustBundle      = "bundle"
	TrustPSK         = "psk"
	TrustInsecure    = "insecure"
)

// SuiteSmoke is the value of Firmware.Suite: the choice of scenarios that every run tries.
const SuiteSmoke = "smoke"

// The values of Firmware.Pin.
const (
	PinRoot         = "root"
	PinIntermediate = "intermediate"
)

// Request is what the firmware sends once the handshake is done.
type Request struct {
	Method     string // a token, as in POST
	Target     string // what stands between method and version, as in /oauth/token; ${host} is the server's name
	Version    string // HTTP/1.0 or HTTP/1.1
	Headers    []Header
	Body       Body
	HostHeader string // HostAsConnected or HostWithPort
	NeverEmpty bool   // with BodyBench: its body is never empty
}

// Promised tells whether the contract says anything about the request.
func (r Request) Promised() bool {
	return r.Method != "" || r.Target != "" || r.Version != "" || len(r.Headers) > 0 || r.Body.Kind != "" || r.HostHeader != ""
}

// Header is one header that the request has, with exactly this value.
type Header struct{ Name, Value string }

// The values of Request.HostHeader: the name the board connected to, without and with the port.
const (
	HostAsConnected = "as-connected"
	HostWithPort    = "with-port"
)

// Body is what the request carries. Text is set for BodyText only.
type Body struct {
	Kind BodyKind
	Text string
}

// BodyKind says how much is promised of a body.
type BodyKind string

// The kinds of body. The zero value promises nothing, as BodyAny does.
const (
	BodyBench BodyKind = "bench" // the bytes that the bench compiled in
	BodyJSON  BodyKind = "json"  // a JSON text
	BodyForm  BodyKind = "form"  // application/x-www-form-urlencoded
	BodyNone  BodyKind = "none"  // no body
	BodyAny   BodyKind = "any"
	BodyText  BodyKind = "text" // exactly Text
)

// Retry is how the firmware tries again when it cannot connect.
type Retry struct {
	Attempts  int           // connections in all, 0 = not promised
	Endless   bool          // it never stops trying
	Spacing   time.Duration // pause between the end of one attempt and the beginning of the next
	AfterLoss time.Duration // the same after the loss of an open connection, 0 = not promised
	Handshake time.Duration // how long one attempt may hang before the firmware gives it up
	Resends   bool          // it sends its request again after a reply that refuses it
	Restarts  bool          // it restarts the board when it has given up, instead of being silent
}

// Response is how the firmware reads the reply.
type Response struct {
	FirstByte time.Duration // how long it waits for the first byte
	Whole     time.Duration // how long it waits for all of it
	Printed   bool          // the body is printed on the console
	Chunked   bool          // it reads what a client of HTTP/1.1 has to read: chunks, and 100 Continue before the reply
}

// WebSocket is what the firmware does on a WebSocket (RFC 6455).
type WebSocket struct {
	Subprotocol string        // the one that it offers
	Says        string        // the first text message that it sends on each socket
	NothingElse bool          // and it sends no other message by itself
	Printed     bool          // text messages are printed on the console
	Ping        time.Duration // how often it pings, 0 = not promised
}

// Promised tells whether the contract says anything about WebSockets.
func (w WebSocket) Promised() bool { return w != WebSocket{} }

// MQTT is what the firmware does as an MQTT 3.1.1 client.
type MQTT struct {
	ClientID    string
	KeepAlive   time.Duration // as CONNECT states it
	Clean       Promise       // CONNECT asks for a clean session
	User        string        // the user name in CONNECT; "" promises that there is none
	Password    string        // the password in CONNECT; "" promises that there is none
	Will        string        // the topic of the will in CONNECT; "" promises that there is none
	WillPayload string        // the will itself
	Publishes   string        // the topic that it publishes to in each session
	Payload     string        // and what
	Retain      Promise       // that message is to be retained
	QoS         string        // and its QoS: 0, 1 or 2
	NothingElse bool          // it publishes that message once in each session, and no other
	Subscribe   string        // the topic filter that it subscribes to in each session
	Printed     bool          // payloads that it receives are printed on the console
}

// Promised tells whether the contract says anything about MQTT.
func (m MQTT) Promised() bool { return m != MQTT{} }

// FirmwareWiFi is what the firmware does about its Wi-Fi.
type FirmwareWiFi struct {
	Wait time.Duration // how long it waits to get on the network before it gives up, 0 = not promised
}

// Clock is what the firmware does about the time of day.
type Clock struct {
	Wait time.Duration // how long it waits for the time service before it gives up, 0 = not promised
}

// Console is what the firmware prints.
type Console struct {
	Connected     string // when the connection can be used
	CannotConnect string // when an attempt failed
	GaveUp        string // when the last of them did
	Done          string // when all is over, with a reply or without
	Succeeded     string // when the reply says that the request had success
	Failed        string // when the reply says that it had none, or is not whole
	Lost          string // when an open connection is gone
	Heap          string // what it says of its free heap, with HeapPlaceholder where the number of bytes stands
	Lowest        string // likewise of the least that was free since it started
}

// KnownFailure is one entry of known_failures.yaml.
type KnownFailure struct {
	Spec   string // a pattern: * stands for any text, also for none
	Reason string
	Line   int      // of known_failures.yaml
	Except []string // patterns of specs that it is not about all the same

	// Sometimes tells that the spec also passes now and then, so that a pass says nothing against the entry.
	Sometimes bool
}

// Matches tells whether the entry is about the spec of that full name.
func (k KnownFailure) Matches(spec string) bool {
	return matchStar(k.Spec, spec) && !slices.ContainsFunc(k.Except, func(p string) bool { return matchStar(p, spec) })
}

// KnownFailure returns the first entry about the spec of that full name.
func (f *Firmware) KnownFailure(spec string) (KnownFailure, bool) {
	for _, k := range f.KnownFailures {
		if k.Matches(spec) {
			return k, true
		}
	}
	return KnownFailure{}, false
}

// StackOn is the profile on a chip: the contract's, or the chip's own for firmware that is written for several.
func (f *Firmware) StackOn(chip string) string {
	if len(f.Chips) > 1 && f.Stack != stackOther && strings.Contains(f.Stack, "esp8266") != (chip == "esp8266") {
		return defaultStack([]string{chip})
	}
	return f.Stack
}

// Runs tells whether the firmware is written for the chip.
func (f *Firmware) Runs(chip string) bool {
	for _, c := range f.Chips {
		if c == chip {
			return true
		}
	}
	return false
}
