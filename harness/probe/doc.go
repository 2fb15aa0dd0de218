// Package probe measures what the TLS stack of a board does, and compares it with what is known of stacks.
//
// Three things are never mixed. What a firmware promises is judged by the specs; what a stack is known to do stands in
// package profile; what is probed was measured just now, on this board, and is written down with its evidence. A
// difference between the last two says that the profile is wrong for this board, or that `stack:` names another one
// than it has. It never says that the firmware is bad.
package probe
