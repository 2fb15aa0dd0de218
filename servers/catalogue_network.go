package servers

// networks are the servers that no TLS is spoken with.
func networks() []Scenario {
	return []Scenario{{
		Name: "connection-refused", Closed: true,
		Doc: "Nobody listens on the server's port.",
	}, {
		Name: "connection-reset", Behave: always(Behaviour{Network: ResetOnAccept}),
		Doc: "The server resets every connection as soon as it is made.",
	}, {
		Name: "handshake-stalled", Silent: true, Behave: always(Behaviour{Network: Stall}),
		Doc: "The server takes the ClientHello and never answers.",
	}}
}
