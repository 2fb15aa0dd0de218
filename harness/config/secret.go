package config

import (
	"fmt"
	"io"
	"log/slog"
)

// mask stands wherever a secret would be printed.
const mask = "•••"

// Secret is a text that must not reach a log, a report or an error: the password of the Wi-Fi, for one.
//
// The text is behind an unexported pointer, since Gomega's formatter prints the fields of a struct by reflection and
// takes no notice of String, GoString, MarshalJSON or LogValue; it follows pointers only to types it may look into, and
// asks GomegaString first. The zero value is no secret at all.
type Secret struct{ p *string }

// NewSecret wraps text.
func NewSecret(text string) Secret { return Secret{p: &text} }

// Reveal returns the text itself, "" when there is none. Only what hands the secret to a board may call it.
func (s Secret) Reveal() string {
	if s.p == nil {
		return ""
	}
	return *s.p
}

// IsSet tells whether there is a secret, be it an empty one.
func (s Secret) IsSet() bool { return s.p != nil }

// String returns the mask.
func (s Secret) String() string { return mask }

// GoString returns the mask, for %#v.
func (s Secret) GoString() string { return mask }

// GomegaString returns the mask, for the messages of Gomega's matchers.
func (s Secret) GomegaString() string { return mask }

// Format writes the mask for every verb, %x and %p included.
func (s Secret) Format(f fmt.State, _ rune) { io.WriteString(f, mask) }

// MarshalText writes the mask into JSON, XML and YAML.
func (s Secret) MarshalText() ([]byte, error) { return []byte(mask), nil }

// LogValue gives the mask to log/slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(mask) }
