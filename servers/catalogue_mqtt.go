package servers

// brokers are the ways in which an MQTT broker goes wrong.
func brokers() []Scenario { return nil }
