// Package tls12 is a small server of TLS 1.0 to 1.2 that can be told to misbehave at every step. It speaks what embedded
// clients offer and crypto/tls refuses: PSK, finite-field Diffie-Hellman of any size, static ECDH, CCM, Camellia, CBC with
// encrypt-then-mac, resumption by session ID, renegotiation. What a Script changes, the server goes on with: its transcript
// and its keys are those of a client that takes what it was sent, so that the client alone decides.
//
// It is strict with what a client sends, and it is for test benches only: it keeps no secret for long, and makes no effort
// against timing attacks.
package tls12
