// Package dns is the bench's name server: the only one that a board on the bench is told of. It answers for the
// bench's names with a lifetime of 0, so that every attempt of a firmware asks again, and records every question: where
// nobody listens on a port, the questions are all that is seen of a firmware's attempts.
package dns
