package reports

import (
	"encoding/json"
	"fmt"
	"time"
)

// Event is one thing that happened, one line of events.jsonl. Fields that do not apply are left empty.
type Event struct {
	At       time.Time       `json:"at"` // the bench's clock, UTC
	Kind     Kind            `json:"kind"`
	Lane     string          `json:"lane,omitempty"`
	Board    string          `json:"board,omitempty"`
	Firmware string          `json:"firmware,omitempty"`
	Scenario string          `json:"scenario,omitempty"`
	Spec     string          `json:"spec,omitempty"`    // the whole name, as in "token_post / trust / wrong.host is refused"
	Source   string          `json:"source,omitempty"`  // who saw it: console, server, dns, lane, runner
	Text     string          `json:"text,omitempty"`    // what a person reads
	Attempt  int             `json:"attempt,omitempty"` // the number of the connection within its trial, from 1
	Bytes    []byte          `json:"bytes,omitempty"`   // raw, base64 in JSON
	Data     json.RawMessage `json:"data,omitempty"`    // the kind's payload, made by Pack
}

// Kind says what an event is about.
type Kind string

// The kinds of event, in the order in which a run has them.
//
//	kind            who      carries                                      payload
//	run-began       runner   the run as it was asked for                  RunInfo
//	tool            runner   a tool that is used, Text its version        Tool
//	build-began     runner   Firmware                                     Building
//	build-progress  runner   Firmware, Text what the builder says         Progress
//	build-done      runner   Firmware                                     Building
//	lane-began      runner   Lane, Board                                  LaneInfo
//	plan            lane     Spec, Firmware, Scenario, Text the trial     Planned
//	flash-began     lane     Board, Firmware                              Flashing
//	flash-progress  lane     Board, Firmware                              Progress
//	flash-done      lane     Board, Firmware                              Flashing
//	spec-began      lane     Spec
//	trial-began     lane     Board, Firmware, Scenario, Text its meaning
//	reset           lane     Board: the bench pulls the board's reset
//	console         lane     Board, Bytes as they came
//	boot            lane     Board, Text the reset cause
//	crash           lane     Board, Text what kind of crash
//	dns             lane     Board, Text the question and the answer
//	time            lane     Board, Text what the time server answered
//	accepted        lane     Attempt: TCP connection accepted
//	client-hello    lane     Attempt, Text versions, SNI
//	handshake-done  lane     Attempt, Text version and cipher
//	handshake-failed lane    Attempt, Text why
//	alert           lane     Attempt, Text the board's alert, as in bad_certificate(42)
//	request         lane     Attempt, Bytes the decrypted request
//	extra           lane     Attempt, Text how many bytes came after the request's end
//	reply           lane     Attempt, Text how much was sent
//	trouble         lane     Attempt, Text what the server could not do
//	message         lane     Attempt, Text a message of another protocol than HTTP
//	closed          lane     Attempt, Text who ended it and how
//	step            any      Text what the harness does now; without a lane it is shown to people
//	trial-ended     lane     Board, Firmware, Scenario, Text the trial    TrialEnd
//	spec-ended      lane     Spec                                         SpecEnd
//	bench-error     any      Text what is wrong with the bench            BenchError
//	lane-ended      runner   Lane                                         LaneEnd
//	signal          runner   Text SIGINT or SIGTERM
//	run-ended       runner                                                RunEnd
//
// The kinds of a connection may carry a payload of their own; views ignore what they do not know.
const (
	RunBegan        Kind = "run-began"
	ToolUsed        Kind = "tool"
	BuildBegan      Kind = "build-began"
	BuildProgress   Kind = "build-progress"
	BuildDone       Kind = "build-done"
	LaneBegan       Kind = "lane-began"
	Plan            Kind = "plan"
	FlashBegan      Kind = "flash-began"
	FlashProgress   Kind = "flash-progress"
	FlashDone       Kind = "flash-done"
	SpecBegan       Kind = "spec-began"
	TrialBegan      Kind = "trial-began"
	ResetPulse      Kind = "reset"
	ConsoleBytes    Kind = "console"
	BootSeen        Kind = "boot"
	CrashSeen       Kind = "crash"
	DNSQuery        Kind = "dns"
	TimeQuery       Kind = "time"
	ConnAccepted    Kind = "accepted"
	ClientHello     Kind = "client-hello"
	HandshakeDone   Kind = "handshake-done"
	HandshakeFailed Kind = "handshake-failed"
	AlertSeen       Kind = "alert"
	RequestSeen     Kind = "request"
	ExtraBytes      Kind = "extra"
	ReplySent       Kind = "reply"
	MessageSeen     Kind = "message"
	ConnClosed      Kind = "closed"
	ServerTrouble   Kind = "trouble"
	Step            Kind = "step"
	TrialEnded      Kind = "trial-ended"
	SpecEnded       Kind = "spec-ended"
	BenchTrouble    Kind = "bench-error"
	LaneEnded       Kind = "lane-ended"
	SignalCaught    Kind = "signal"
	RunEnded        Kind = "run-ended"
)

// Pack encodes a payload. What JSON cannot hold (NaN, channels, cycles in Marshalers) is kept as text under the key
// "unencodable", because a measurement gone wrong must not take the record with it.
func Pack(payload any) json.RawMessage {
	data, err := marshal(payload)
	if err != nil {
		data, _ = json.Marshal(map[string]string{"unencodable": fmt.Sprintf("%+v", payload)})
	}
	return data
}

// marshal is json.Marshal that survives a Marshaler that panics.
func marshal(v any) (data []byte, err error) {
	defer func() {
		if caught := recover(); caught != nil {
			err = fmt.Errorf("encoding %T: %v", v, caught)
		}
	}()
	return json.Marshal(v)
}

// Unpack decodes the payload into v. An event without one leaves v as it is.
func (e Event) Unpack(v any) error {
	if len(e.Data) == 0 {
		return nil
	}
	if err := json.Unmarshal(e.Data, v); err != nil {
		return fmt.Errorf("reading the payload of %s at %s: %w", e.Kind, e.At.Format(time.RFC3339Nano), err)
	}
	return nil
}
