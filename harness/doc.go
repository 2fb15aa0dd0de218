// Package harness runs one firmware on one board against one scenario, and judges what it did.
//
// A Bench is a board together with the bench's side of its network: the TLS server, the name server and the test
// certificate authority. Bench.Try is one trial:
//
//  1. the server takes up the scenario, the name server forgets what it was asked;
//  2. the console is marked, then the board is reset, and the reset is believed only when the ROM's banner was read
//     after the mark;
//  3. the firmware runs. The trial ends when the firmware said that it is done or gave up and kept silent since, when
//     it crashed or restarted, when it did more than it may, or when a limit of its contract passed;
//  4. what both witnesses saw, the console and the wire, becomes an Evidence, and Judge makes the verdict of it.
//
// An error from Try is the bench's own trouble (the port is gone, the address is taken) and never a verdict. What the
// firmware did, be it a crash or a hang, is a verdict and never an error.
//
// All durations in contracts, scenarios and evidence are the board's own time unless a name says wall. A simulated
// board's clock runs faster than the wall's; Bench converts.
package harness
