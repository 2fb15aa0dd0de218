package config

// neverEmpty reads whether the body that the bench chooses is never an empty one: a firmware that always has something to
// send need not show how it sends nothing.
func (m *mapping) neverEmpty(key string, body Body) bool {
	never := m.flag(key)
	if never && body.Kind != BodyBench {
		m.wrong(key, "is about a body that the bench chooses; write body: %s, or remove it", string(BodyBench))
	}
	return never
}
