package profile

// recordRows are the sound handshakes after which records go wrong: the server is accepted, and the reply is not read.
func recordRows() []row {
	const alert = 20 // bad_record_mac, encrypted
	out := []row{
		both("close-notify-dropped", ok("The end without close_notify is read as the end of the data."), after(31, 0)),
		both("empty-records-3", ok("Each empty record is read as the end of the data."), ok()),
		both("empty-records-100", ok("Each empty record is read as the end of the data."), ok()),
		both("record-type-99", after(-29184, 0), after(7, 0)),
		both("oversize-record", after(-28928, 0), after(5, 0)),
		both("record-of-16385", after(-29184, 0), after(5, 0)),
		both("plaintext-http", after(-29184, 0), after(3, 0)),
		both("fatal-alert-before-reply", after(-30592, 0), after(336, 0)),
		all("hello-request", ok("It is answered with the warning no_renegotiation(100), and the connection lives on.")),
	}
	for _, broken := range []struct {
		scenario string
		code     int // of BearSSL
	}{
		{"bit-flipped-record", 7}, {"record-version-1-0", 4}, {"record-type-changed", 7}, {"record-truncated", 5},
		{"record-dropped", 7}, {"records-swapped", 7}, {"record-replayed", 7}, {"plaintext-record", 7},
		{"plaintext-close-notify", 5}, {"plaintext-alert", 5}, {"plaintext-hello-request", 5}, {"change-cipher-spec-late", 5},
	} {
		out = append(out, both(broken.scenario, after(-29056, alert), after(broken.code, 0)))
	}
	for _, taken := range []string{"records-of-1-byte", "warning-before-reply", "records-of-16k"} {
		out = append(out, all(taken, ok()))
	}
	return out
}
