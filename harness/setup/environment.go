package setup

import "strings"

// environment returns base with the changes made: "NAME=value" sets a variable, "NAME" removes it, "NAME*" removes all that begin so.
func environment(base, changes []string) []string {
	out := make([]string, 0, len(base)+len(changes))
	for _, variable := range base {
		if !changed(variable, changes) {
			out = append(out, variable)
		}
	}
	for _, change := range changes {
		if strings.Contains(change, "=") {
			out = append(out, change)
		}
	}
	return out
}

func changed(variable string, changes []string) bool {
	name, _, _ := strings.Cut(variable, "=")
	for _, change := range changes {
		want, _, _ := strings.Cut(change, "=")
		prefix, all := strings.CutSuffix(want, "*")
		if name == want || all && strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
