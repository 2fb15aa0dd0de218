package ws

import (
	"crypto/sha1"
	"encoding/base64"
)

// acceptGUID is RFC 6455's constant (1.3).
const acceptGUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

// Accept is the Sec-WebSocket-Accept that belongs to a Sec-WebSocket-Key.
func Accept(key string) string {
	sum := sha1.Sum([]byte(key + acceptGUID))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// validKey tells whether a Sec-WebSocket-Key is the base64 of 16 bytes.
func validKey(key string) bool {
	raw, err := base64.StdEncoding.Strict().DecodeString(key)
	return err == nil && len(raw) == 16
}
