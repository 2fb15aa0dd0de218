package reports

import (
	"fmt"
	"path/filepath"
	"strings"
)

// Repeat returns the one command that runs a spec again on its board, with everything of this run that matters to it.
func (r *Run) Repeat(s *Spec) string {
	words := []string{"make hil"}
	if r.Info.BenchFile != "" {
		words = append(words, "BENCH="+shellWord(r.Info.BenchFile))
	}
	words = append(words, "BOARD="+shellWord(s.Board))
	if dir := or(r.Info.Firmware[s.Firmware], s.Firmware); dir != "" {
		words = append(words, "FIRMWARE="+shellWord(dir))
	}
	words = append(words, "SPEC="+shellQuote(s.Name), fmt.Sprintf("SEED=%d", r.Info.Seed))
	return strings.Join(words, " ")
}

// shellWord quotes a word only where a shell would take it apart.
func shellWord(word string) string {
	plain := func(c rune) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("_-./,:+@%", c)
	}
	if word != "" && strings.IndexFunc(word, func(c rune) bool { return !plain(c) }) < 0 {
		return word
	}
	return shellQuote(word)
}

// shellQuote puts a word in single quotes. A dollar is doubled, because make expands it before the shell sees it.
func shellQuote(word string) string {
	word = strings.ReplaceAll(strings.Join(strings.Fields(word), " "), "$", "$$")
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// trialFolder is the folder of a trial within the folder of the run. One that is repeated gets a number.
func (r *Run) trialFolder(t *Trial) string {
	path := filepath.Join(folder(t.Board), folder(t.Firmware), folder(t.Name()))
	r.folders[path]++
	if n := r.folders[path]; n > 1 {
		return fmt.Sprintf("%s-%d", path, n)
	}
	return path
}

// folder makes a name safe as one element of a path.
func folder(name string) string {
	safe := strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("._-+", c) {
			return c
		}
		return '_'
	}, name)
	if strings.Trim(safe, ".") == "" {
		return "_" + strings.Trim(safe, ".")
	}
	return safe[:min(len(safe), 120)]
}
