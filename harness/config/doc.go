// Package config reads what people write for Benchtrial: bench.yaml (the machine and the boards on it), firmware.yaml
// (what a sketch promises) and known_failures.yaml (which promises it is known to break, and why).
//
// A file is judged as a whole: every fault is reported at once, each as "file:line: key: what is wrong, what to do".
// Unknown keys and doubled keys are faults, because a setting that is silently ignored turns into a wrong verdict.
// The text of a secret never becomes part of an error; a Secret does not print itself either.
//
// The readers work on YAML nodes and not on structs: a node knows its line, keeps an unquoted password as it was written
// (decoders turn 01234567 into a number), and tells "left out" from "empty".
package config
