// Package pin answers which certificate of a server a sketch should pin, and why: it reads a chain as a server sends it, finds the
// paths that can be built from it, and says what the TLS stacks of ESP32 and ESP8266 make of the chain with each pin.
//
// Three words are used throughout. The chain is what the server sends, in its order; number 0 is the first. A path leads from the
// leaf to a trust anchor, each certificate signed by the next. The pin is the certificate that is compiled into the sketch.
//
// What a stack does is data (see Rules): a statement for each profile, with the place it is known from. The statements are about the
// stock builds of arduino-esp32 2.x (mbedTLS 2.28) and 3.x (mbedTLS 3.6), and of the ESP8266 core 3.1 (BearSSL).
package pin
