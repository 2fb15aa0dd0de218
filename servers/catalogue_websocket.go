package servers

// websockets are the ways in which a WebSocket server goes wrong.
func websockets() []Scenario { return nil }
