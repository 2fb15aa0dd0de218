// Package try proves a pin by handshakes of the very TLS stacks that boards have: mbedTLS as the simulated ESP32 runs it, and BearSSL as
// the simulated ESP8266 does.
//
// A small sketch is compiled once for each stack and connects with the pin to a server here. Where only the chain of a server is known
// and not its key, the server here signs its key exchange with nothing but chance: a stack that takes the chain fails just there, and
// says so in a way of its own; one that does not take it fails before. A server that can be reached is also met itself, through a
// forwarder.
package try
