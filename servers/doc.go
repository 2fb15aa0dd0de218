// Package servers is the other side of the wire: one TLS server for each board of the bench, which behaves as a
// scenario tells it, and a record of what it saw.
//
// A trial begins with Server.Use and ends with the next one. Within it each connection is an attempt, counted from 1,
// and each attempt meets the behaviour that the scenario has for it. What was seen is evidence, not a verdict: the
// recorded bytes of the wire, the request as it came, and how the client ended.
package servers
