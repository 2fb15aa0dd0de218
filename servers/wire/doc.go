// Package wire is the witness of the network: a net.Conn that records every byte in both directions before any
// cryptography, that can misbehave on the way, and pure parsers that read TLS out of the recorded bytes.
//
// Verdicts are built on these bytes, never on the error texts of crypto/tls: its server hides, for one, an alert that
// comes in a record of version 0x0301 after a ClientHello, which is how mbedTLS 2.28 refuses a certificate.
//
// How a connection misbehaves is a Fault, and within it a Script: steps that strike at a message or record of the
// server's direction and drop, double, change or surround it, or end the connection there.
//
//	Fault{Script: Script{On(Certificate, Drop())}}
//	Fault{Script: Script{On(Data, Before("EVIL", PlainRecord(TypeApplicationData, "EVIL")))}}
//	Fault{Script: Script{On(ServerHelloDone, End(CutStall))}}
//
// Steps whose names begin with Seal strike inside the encryption, with the server's own keys, so that a record's content
// can be wrong although its tag is right. Where a client is to take part in a handshake that was changed, the fault is
// Consistent.
package wire
