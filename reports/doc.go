// Package reports is the record of a run and its views.
//
// Everything that happens during a run is an Event, written as one line of JSON as it happens: what the boards printed,
// what the servers saw, which specs were planned, began and ended, and what went wrong with the bench. Nothing else is
// kept: JUnit, summary.json, the table, the terminal and the HTML page are views that are made from events, while the run
// goes on or from events.jsonl afterwards. A run that dies leaves its record up to the last line.
//
//	events ── Fold ──> Run ──┬── Exit        the gate: 0 passed, 1 failed, 3 incomplete ...
//	                         ├── JUnit       for CI systems
//	                         ├── Summary     for scripts
//	                         ├── Table       scenario x board
//	                         └── Page        one HTML file to send
//	       └─ Terminal                       what goes on now
//	       └─ Files                          console.log and server.log of each trial
//
// Whose fault something is stands in its state: Failed is the firmware's, Errored is the bench's, and what has no result
// is Lost. A run is only passed when everything that was planned has a result.
package reports
