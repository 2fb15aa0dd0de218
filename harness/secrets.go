package harness

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/reports"
)

// PSKVar is the environment variable by which a lane learns the password of the Wi-Fi. It does not stand in the lane's file,
// which is kept with the reports.
const PSKVar = "BENCHTRIAL_LANE_PSK"

// Secret is something that a firmware is given and has to keep to itself.
type Secret struct {
	Name string // for people; never the secret itself

	finder *reports.Redactor
}

// NewSecret is a secret of that name, which is a text or bytes.
func NewSecret(name, secret string) Secret {
	return Secret{Name: name, finder: reports.NewRedactor(secret)}
}

// In tells whether the secret stands in data: as it is, or in the forms that encoders make of it (hex, base64, JSON).
func (s Secret) In(data []byte) bool {
	return !bytes.Equal(s.finder.Bytes(data), data)
}

// PrivateKey is the number that makes a key private, of a PEM text with an elliptic curve's key (RFC 5915); "" when it is
// none. Wherever the key is shown, as PEM, DER or hex, this number is, and not all of the rest is secret.
func PrivateKey(text []byte) string {
	block, _ := pem.Decode(text)
	if block == nil {
		return ""
	}
	key, err := x509.ParseECPrivateKey(block.Bytes)
	if err != nil {
		return ""
	}
	return string(privateBytes(key))
}

func privateBytes(key *ecdsa.PrivateKey) []byte {
	return key.D.FillBytes(make([]byte, (key.Params().BitSize+7)/8))
}

// takePSK is the password of the Wi-Fi that the runner handed over. It is taken out of the environment, so that no program
// that is started from here inherits it.
func takePSK() string {
	psk := os.Getenv(PSKVar)
	_ = os.Unsetenv(PSKVar) // it fails only for a name that is none
	return psk
}

// Secrets are what the firmware on this bench was given and has to keep to itself.
func (b *Bench) Secrets() []Secret { return b.secrets }

// OwnSecrets are the texts that the contract calls secret, with the body that was sent in the trial; none of them is named by
// what it says.
func (e Evidence) OwnSecrets() []Secret {
	var all []Secret
	for i, text := range e.Firmware.Secrets {
		if text == config.BodyPlaceholder {
			if body := e.ownBody(); len(body) > 0 {
				all = append(all, NewSecret("the request's body", string(body)))
			}
			continue
		}
		all = append(all, NewSecret(fmt.Sprintf("secret %d of its contract", i+1), text))
	}
	return all
}

func (e Evidence) ownBody() []byte {
	if body := e.Firmware.Request.Body; body.Kind == config.BodyText {
		return []byte(body.Text)
	}
	return e.Body.Bytes()
}

// secretsOf are the secrets that a sketch is compiled with.
func secretsOf(psk string, clientKey, sharedKey []byte) []Secret {
	return []Secret{
		NewSecret("the password of the Wi-Fi", psk), NewSecret("the client's private key", PrivateKey(clientKey)),
		NewSecret("the pre-shared key", string(sharedKey)),
	}
}
