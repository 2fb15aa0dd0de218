// Package profile says what the TLS stacks of the boards are known to do about each scenario: which server they refuse,
// and how that shows. It is data, with the place from which each statement is known.
//
// Two things are kept apart. Promised is what a sound firmware owes on every stack: it is judged, and a firmware that
// does otherwise fails. Known is what the stack itself does, for good or ill: a firmware cannot help it, and a stack that
// does otherwise has changed, or is not the one that was named.
//
// The statements hold for firmware that pins the bench's root; firmware that pins the intermediate needs no intermediate
// from the server, and knows no other one.
package profile
