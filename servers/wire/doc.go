// Package wire is the witness of the network: a net.Conn that records every byte in both directions before any
// cryptography, that can misbehave on the way, and pure parsers that read TLS out of the recorded bytes.
//
// Verdicts are built on these bytes, never on the error texts of crypto/tls: its server hides, for one, an alert that
// comes in a record of version 0x0301 after a ClientHello, which is how mbedTLS 2.28 refuses a certificate.
package wire
