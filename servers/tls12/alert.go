package tls12

import (
	"errors"
	"fmt"
	"net"
)

// Alert is the code of an alert (RFC 5246 §7.2). As an error it is one that the client has sent, or that was sent to it.
type Alert uint8

// The alerts that the server itself sends.
const (
	AlertCloseNotify        Alert = 0
	AlertUnexpectedMessage  Alert = 10
	AlertBadRecordMAC       Alert = 20
	AlertRecordOverflow     Alert = 22
	AlertHandshakeFailure   Alert = 40
	AlertBadCertificate     Alert = 42
	AlertIllegalParameter   Alert = 47
	AlertDecodeError        Alert = 50
	AlertDecryptError       Alert = 51
	AlertProtocolVersion    Alert = 70
	AlertInternalError      Alert = 80
	AlertNoRenegotiation    Alert = 100
	AlertUnknownPSKIdentity Alert = 115
	AlertNoProtocol         Alert = 120
)

// Error names the alert by its number.
func (a Alert) Error() string { return fmt.Sprintf("alert %d", uint8(a)) }

// fault is a mistake of the client, with the alert that tells it so.
type fault struct {
	alert Alert
	text  string
}

func (f *fault) Error() string { return f.text }

// Unwrap lets the alert be found.
func (f *fault) Unwrap() error { return f.alert }

// wrong is a fault.
func wrong(alert Alert, format string, args ...any) error {
	return &fault{alert, fmt.Sprintf(format, args...)}
}

// fail tells the client of a fault by a fatal alert, and gives the error back. Errors of the connection are not told.
func (c *Conn) fail(err error) error {
	var f *fault
	if errors.As(err, &f) {
		_ = c.alert(levelFatal, f.alert) // the client may be gone; the first error is what counts
	}
	return err
}

// The levels of alerts.
const (
	levelWarning = 1
	levelFatal   = 2
)

// alert sends one.
func (c *Conn) alert(level uint8, a Alert) error { return c.send(kindAlert, []byte{level, uint8(a)}) }

// remote is an alert that the client has sent, in the form in which crypto/tls gives it.
func remote(a Alert) error { return &net.OpError{Op: "remote error", Err: a} }
