package mqtt

import "strings"

// validFilter tells whether a topic filter may be subscribed to (MQTT 3.1.1, 4.7.1): + and # stand for whole levels, and
// # for the last ones.
func validFilter(filter string) bool {
	if filter == "" {
		return false
	}
	levels := strings.Split(filter, "/")
	for i, level := range levels {
		if strings.ContainsAny(level, "+#") && len(level) > 1 || level == "#" && i != len(levels)-1 {
			return false
		}
	}
	return true
}

// Matches tells whether a topic is among those of a filter. Topics that begin with $ are the broker's own, and not met by
// a wildcard at the front (4.7.2).
func Matches(filter, topic string) bool {
	if strings.HasPrefix(topic, "$") && (strings.HasPrefix(filter, "+") || strings.HasPrefix(filter, "#")) {
		return false
	}
	levels, names := strings.Split(filter, "/"), strings.Split(topic, "/")
	for i, level := range levels {
		switch {
		case level == "#":
			return true
		case i >= len(names) || level != "+" && level != names[i]:
			return false
		}
	}
	return len(levels) == len(names)
}
