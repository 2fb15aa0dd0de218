package reports

import "strings"

const (
	evidenceWidth = 160 // characters of a line of evidence; the whole is in the trial's files
	compilerLines = 5   // of a sketch that does not compile
)

// quoted puts a bar before each line of text that was written by others. It keeps a board or a compiler from writing
// commands to the log of a CI system (::error ...), which are read wherever a line begins with them.
func quoted(text string) []string {
	text = strings.TrimRight(Printable([]byte(text)), "\n\t ")
	if text == "" {
		return nil
	}
	lines := strings.Split(strings.ReplaceAll(text, "##[", "# #["), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight("    │ "+line, " ")
	}
	return lines
}

// quotedEvidence is quoted with lines of at most evidenceWidth characters: a board's answer may be one line of 64 KiB.
func quotedEvidence(text string) []string {
	lines := strings.Split(Printable([]byte(text)), "\n")
	for i, line := range lines {
		lines[i] = cut(line, evidenceWidth)
	}
	return quoted(strings.Join(lines, "\n"))
}

// splitEvidence takes a message apart into what a spec says and what both witnesses saw, which is "" when it does not show
// them. Only a line that begins with the heading begins the evidence: a board may print those words too.
func splitEvidence(message string) (said, evidence string) {
	message = strings.TrimSpace(message)
	if at := strings.Index("\n"+message, "\n"+EvidenceHeading); at >= 0 {
		return strings.TrimRight(message[:max(0, at-1)], "\n"), message[at:]
	}
	return message, ""
}

// once returns a text without what follows its first line when just that was shown before: flash-done, the bench-error that
// follows from it and the spec that it ends all carry the same words of esptool.
func (t *Terminal) once(text string) string {
	first, rest, more := strings.Cut(strings.TrimSpace(text), "\n")
	if !more {
		return text
	}
	if t.said[rest] {
		return first
	}
	t.said[rest] = true
	return text
}

// compilerWords shortens what the compiler says to its first lines, and keeps the place of the whole.
func compilerWords(text string) string {
	var lines, last []string
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		switch {
		case strings.HasPrefix(line, "whole output: "):
			last = append(last, line)
		case strings.TrimSpace(line) != "":
			lines = append(lines, line)
		}
	}
	if more := len(lines) - compilerLines; more > 0 {
		lines = append(lines[:compilerLines], "... and "+plural(more, "line")+" more")
	}
	return strings.Join(append(lines, last...), "\n")
}
