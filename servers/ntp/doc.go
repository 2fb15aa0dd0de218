// Package ntp is the bench's time server (RFC 5905, the part that SNTP clients use). A board asks it when it starts, and
// what it is told decides what its clock makes of a certificate's dates; so the server can be honest, silent or wrong. It
// records every question.
package ntp
