// Package pki makes the certificates that the bench's servers show: one honest chain (root, intermediate, leaf) and,
// from it, each faulty chain by one named deviation.
//
// An Authority has what may be compiled into the firmware on trial: the root, the intermediate, a leaf to be known by
// its fingerprint, and a certificate for the firmware itself. These are kept in a folder, because firmware that holds a
// new root at every run would have to be built and flashed at every run. All other certificates are made anew by each
// process and never touch a disk; of their keys only RSA keys do, for a day, since they take long to make.
//
// A deviation changes a Plan of the honest chain. Most need no more than the template of one certificate; what
// x509.CreateCertificate would not sign is changed in its Content, and what is no certificate at all in Plan.Finish.
//
// All dates come from an injected clock and start a day early: BearSSL compares them with the board's clock to the
// second, and the clocks of two machines differ (bearssl src/x509/x509_minimal.t0).
package pki
