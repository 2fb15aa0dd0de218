package servers

// records are the servers whose records go wrong after the handshake.
func records() []Scenario { return nil }
