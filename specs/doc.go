// Package specs holds the requirements that Benchtrial judges firmware by, as Ginkgo specs, one topic a file. They are
// compiled once and run in lanes, one serial process per board, which `benchtrial run` starts (`make hil`).
//
// A spec judges by a firmware's contract, its firmware.yaml, and by nothing else, so that the same specs serve
// anybody's sketch: what a contract does not promise is not judged, and such a spec is not in the plan.
package specs
