package profile

import (
	"fmt"

	"github.com/benchtrial/benchtrial/servers/wire"
)

// Library is the TLS library by whose ClientHello a stack, in the words of firmware.yaml, is known. It is false for
// stacks that have none of their own: a project of ESP-IDF configures its ClientHello itself.
func Library(stack string) (wire.Stack, bool) {
	library, ok := map[string]wire.Stack{
		ESP32v2: wire.StackMbedTLS2, ESP32v3: wire.StackMbedTLS3, ESP8266: wire.StackBearSSL,
	}[stack]
	return library, ok
}

// WrongHello says in a sentence how a ClientHello contradicts the stack that firmware.yaml names; "" when it does not,
// or when nothing is known of that stack's. It proves which stack is on a board.
func WrongHello(stack string, h *wire.ClientHello) string {
	want, known := Library(stack)
	if !known || h == nil {
		return ""
	}
	f := h.Fingerprint()
	switch got := f.Stack(); got {
	case want:
		return ""
	case wire.StackUnknown:
		return fmt.Sprintf("the ClientHello is of no stack that is known, and %s has that of %s: %s", stack, want, f)
	default:
		return fmt.Sprintf("the ClientHello is that of %s, and %s has that of %s", got, stack, want)
	}
}
