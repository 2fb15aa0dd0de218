package build

// Header is bench_config.h as Build writes it, for a sketch that is compiled by hand. It holds the password of the Wi-Fi and the client's
// key in clear text.
func (v Values) Header() []byte { return v.header() }
