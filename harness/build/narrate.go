package build

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
)

// redact takes the Wi-Fi password out of a text, in both spellings that a compiler quotes it in, and the pre-shared key. A WPA password has
// at least eight bytes; one too short to be told from ordinary text is left.
func (v Values) redact(text []byte) []byte {
	if len(v.PSKKey) > 0 {
		text = bytes.ReplaceAll(text, []byte(hex.EncodeToString(v.PSKKey)), []byte("•••"))
	}
	if len(v.Password) < 4 {
		return text
	}
	for _, spelling := range []string{v.Password, strings.Trim(literal(v.Password), `"`)} {
		text = bytes.ReplaceAll(text, []byte(spelling), []byte("•••"))
	}
	return text
}

// userPaths names the user's own files where a builder named their copies, which lie in any of the folders of copies.
func userPaths(text, own string, copies ...string) string {
	for _, copied := range copies {
		text = strings.ReplaceAll(text, copied+"/", own+"/")
	}
	return text
}

// lastLines keeps the end of a program's output.
func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if len(lines) > n {
		lines = lines[len(lines)-n:]
	}
	return "  " + strings.Join(lines, "\n  ")
}

// narrator passes on the warnings in a builder's output as progress: one line each, as they come.
type narrator struct {
	progress func(string)
	req      Request
	pending  []byte
}

func (n *narrator) Write(p []byte) (int, error) {
	n.pending = append(n.pending, p...)
	for {
		line, rest, found := bytes.Cut(n.pending, []byte("\n"))
		if !found {
			return len(p), nil
		}
		if bytes.Contains(line, []byte(": warning: ")) {
			n.progress(fmt.Sprintf("%s: %s", n.req.Name, n.req.Values.redact(line)))
		}
		n.pending = rest
	}
}
