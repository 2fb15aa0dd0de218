package servers

// names are the ways in which the server's name resolves, or does not.
func names() []Scenario { return nil }
