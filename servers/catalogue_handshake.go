package servers

// handshakes are the servers that go wrong within the handshake.
func handshakes() []Scenario { return nil }
