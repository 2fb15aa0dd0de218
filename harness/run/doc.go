// Package run is `benchtrial run`: from a bench.yaml and some firmware to a verdict, a report and an exit code.
//
// The phases follow one another, each over everything it can do side by side: set-up, leases, simulated boards, images
// and specs (built at the same time), the plan, the lanes, the gate. A lane is a process of its own, running the
// compiled specs on one board; it writes events to its descriptor 3, and the runner puts the events of all lanes into
// one stream, from which every report is made.
package run
