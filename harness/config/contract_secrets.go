package config

// BodyPlaceholder stands among a firmware's secrets for the body that it sends in the trial.
const BodyPlaceholder = "${body}"

// shortestSecret is the least length of a text that is not found by chance in what a board prints or sends.
const shortestSecret = 6

// secrets reads the texts that the firmware keeps to itself.
func (m *mapping) secrets(key string, body Body) []string {
	texts := m.texts(key)
	for _, text := range texts {
		switch {
		case text == BodyPlaceholder && body.Kind != BodyBench && body.Kind != BodyText:
			m.wrong(key, "names %s, and the contract does not say which body it sends; write request: with body: bench, or the secret itself", BodyPlaceholder)
		case len(text) < shortestSecret:
			m.wrong(key, "%s is shorter than %d characters, and would be found where it is not; write a longer piece", quote(text), shortestSecret)
		}
	}
	return texts
}
