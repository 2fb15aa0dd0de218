package config

import "strings"

// nearest returns the known word that was probably meant, "" when none is near. Case, hyphens and underscores do not
// count as a difference, one slip in four letters does.
func nearest(word string, known []string) string {
	best, distance := "", 1+max(1, len(word)/4)
	for _, candidate := range known {
		if d := slips(squash(word), squash(candidate)); d < distance {
			best, distance = candidate, d
		}
	}
	return best
}

func squash(word string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(word))
}

// slips counts how many letters must be put in, taken out, changed or swapped with their neighbour to get from a to b
// (the optimal string alignment distance).
func slips(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return max(len(a), len(b))
	}
	var before, above, row [65]int
	for j := range len(b) + 1 {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			changed := above[j-1]
			if a[i-1] != b[j-1] {
				changed++
			}
			row[j] = min(above[j]+1, row[j-1]+1, changed)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above = above, row
	}
	return above[len(b)]
}
