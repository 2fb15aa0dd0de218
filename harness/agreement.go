package harness

import (
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/servers"
)

// agreementWith is what the good server and the firmware have agreed on beforehand.
func (b *Bench) agreementWith(fw *config.Firmware) servers.Agreement {
	agreement := servers.Agreement{Protocols: fw.ALPN}
	if fw.Trust == config.TrustPSK {
		agreement.Identity, agreement.Key = IdentityOf(fw), b.shared
	}
	return agreement
}

// IdentityOf is how a firmware that shares a key names itself.
func IdentityOf(fw *config.Firmware) string {
	if fw.PSK.Identity != "" {
		return fw.PSK.Identity
	}
	return servers.SharedIdentity
}
