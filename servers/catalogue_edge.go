package servers

// edges are good servers that cannot be reached directly.
func edges() []Scenario {
	return []Scenario{{
		Name: "behind-edge", Protocol: ProtocolHTTP, Edge: true,
		Doc: "A strict edge stands before the good server: it wants SNI and a Host that agree, and a User-Agent that is no library's own.",
	}}
}
