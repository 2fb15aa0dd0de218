// Package rfc2217 carries a serial port over TCP, both ways round: Opener dials a port that somebody serves (a ser2net,
// a labgrid exporter, the simulator), and Serve puts a port on a listener, so that esptool and pyserial reach it as
// rfc2217://host:port.
//
// The protocol is Telnet (RFC 854, 856, 858) with the COM port control option (RFC 2217). What the peers that matter
// really do goes beyond the text, and was measured with pyserial 3.5, esptool 5 and ser2net 4.3:
//
//   - pyserial sets DTR and RTS one after the other, and polls for each acknowledge every 50 ms.
//   - pyserial gives up on a baud rate whose acknowledge names another value, so the value is echoed as it came.
//   - pyserial knows CTS and DSR only after one unasked-for NOTIFY-MODEMSTATE.
//   - ser2net on a port without modem lines never acknowledges DTR and RTS; that means "no lines", not "broken".
//   - a server that slams the door on a second client makes esptool exit 1 without a word; here the second one waits
//     in the listen backlog until the first one leaves.
package rfc2217
