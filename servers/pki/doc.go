// Package pki makes the certificates that the bench's servers show: one honest chain (root, intermediate, leaf) and,
// from it, each faulty chain by one named deviation.
//
// An Authority has the trust anchor that is compiled into the firmware on trial. The anchor is kept in a folder,
// because firmware that holds a new root at every run would have to be built and flashed at every run. Everything
// below the root is made anew by each process and never touches a disk.
//
// All dates come from an injected clock and start a day early: BearSSL compares them with the board's clock to the
// second, and the clocks of two machines differ (bearssl src/x509/x509_minimal.t0).
package pki
