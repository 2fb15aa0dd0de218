package match

import (
	"fmt"
	"slices"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/servers"
)

// TellNoSecret wants none of the secrets on the console, in whatever form. Lines that show one are named by their number: a
// failure must not repeat the secret.
func TellNoSecret(secrets []harness.Secret) types.GomegaMatcher {
	return promise("print nothing on the console that is secret", func(r *harness.Result) string {
		for _, secret := range secrets {
			if !secret.In(r.Text) {
				continue
			}
			for i, line := range r.Lines {
				if secret.In([]byte(line.Text)) {
					return fmt.Sprintf("%s stands on the console, in line %d", secret.Name, i+1)
				}
			}
			return secret.Name + " stands on the console"
		}
		return ""
	})
}

// SendNoSecret wants none of the secrets on the wire: not in clear, not in a name that is asked for, and not inside TLS, where
// the server reads it.
func SendNoSecret(secrets []harness.Secret) types.GomegaMatcher {
	return promise("send nothing that is secret", func(r *harness.Result) string {
		for _, secret := range secrets {
			if where := sentIn(r, secret); where != "" {
				return secret.Name + " was sent " + where
			}
		}
		return ""
	})
}

// KeepItsSecrets wants what the contract calls secret on no console, and in clear on no wire.
func KeepItsSecrets() types.GomegaMatcher {
	return promise("show its secrets to nobody but the server", func(r *harness.Result) string {
		for _, secret := range r.OwnSecrets() {
			for i, line := range r.Lines {
				if secret.In([]byte(line.Text)) {
					return fmt.Sprintf("%s stands on the console, in line %d", secret.Name, i+1)
				}
			}
			if secret.In(r.Text) {
				return secret.Name + " stands on the console"
			}
			for _, c := range r.Conns {
				if secret.In(onWire(c)) {
					return fmt.Sprintf("%s was sent in clear, on attempt %d", secret.Name, c.Attempt)
				}
			}
		}
		return ""
	})
}

// sentIn says where on the wire the secret stands, "" when nowhere.
func sentIn(r *harness.Result, secret harness.Secret) string {
	for _, c := range r.Conns {
		switch {
		case secret.In(c.Request):
			return fmt.Sprintf("to the server inside TLS, on attempt %d", c.Attempt)
		case secret.In(onWire(c)):
			return fmt.Sprintf("in clear, on attempt %d", c.Attempt)
		}
	}
	for _, q := range slices.Concat(r.Queries, r.Others) {
		if secret.In([]byte(q.Name)) {
			return "to the name server, in a name that it asked for"
		}
	}
	return ""
}

// onWire is what the board sent over a connection, as it stood on the wire.
func onWire(c servers.Conn) []byte {
	var sent []byte
	for _, s := range c.Segments {
		if s.FromClient {
			sent = append(sent, s.Bytes...)
		}
	}
	return sent
}
