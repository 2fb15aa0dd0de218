package probe

import (
	"encoding/json"

	"github.com/benchtrial/benchtrial/reports"
)

// listener takes a bench's record for what people are to see meanwhile; it keeps nothing of it. The evidence of each
// trial is in its entry.
type listener func(reports.Event)

// Write takes one event, which is how a reports.Log writes.
func (l listener) Write(line []byte) (int, error) {
	var e reports.Event
	if err := json.Unmarshal(line, &e); err != nil {
		return 0, err
	}
	l(e)
	return len(line), nil
}
