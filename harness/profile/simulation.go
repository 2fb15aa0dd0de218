package profile

import "github.com/benchtrial/benchtrial/servers"

// Difference is where a simulated board cannot do what the stack that it stands for does.
type Difference struct {
	Expectation Expectation // what the simulation does
	Reason      string
}

const (
	whyOldLibrary = "The simulated ESP32 has mbedTLS 2.28 (Debian 12), which tells some faults by other numbers than 3.6."
	whyOlder      = "Debian's mbedTLS is 2.28.3, which tells this fault as 2.28.7 and 3.6 do not."
	whyNoFork     = "The simulated ESP8266 has Debian's BearSSL 0.6 in place of the core's."
)

// Simulated says where a simulated board differs from the stack, with firmware that pins the root. It is false where
// it does the same. The profile is of the stack; a simulation never changes it.
func Simulated(stack string, sc servers.Scenario) (Difference, bool) {
	d, found := difference(stack, sc.Name)
	if !found {
		return Difference{}, false
	}
	d.Expectation, _ = byCA(d.Expectation, true, sc)
	return d, true
}

func difference(stack, scenario string) (Difference, bool) {
	esp32 := stack == ESP32v2 || stack == ESP32v3
	switch {
	case esp32 && scenario == "change-cipher-spec-dropped":
		return Difference{no(-30464, 10).expectation(srcSimulated), whyOlder}, true
	case stack == ESP8266 && scenario == "fragment-length-other":
		return Difference{e(20).expectation(srcSimulated), whyNoFork}, true
	}
	if stack == ESP32v3 && (scenario == "curve-p224-unasked" || scenario == "key-exchange-sha224") {
		return Difference{no(-31488, 47).expectation(srcSimulated), whyOldLibrary}, true
	}
	r, found := byScenario()[scenario]
	if stack != ESP32v3 || !found || !ofLibrary(r) {
		return Difference{}, false
	}
	return Difference{r.v2.expectation(srcSimulated), whyOldLibrary}, true
}

const srcSimulated = "measured with mbedTLS 2.28.3 and BearSSL 0.6, as the simulated boards configure them"

// ofLibrary tells a difference between 2.x and 3.x that is the library's from one that its configuration makes: versions,
// curves and hashes are set as 3.x has them.
func ofLibrary(r row) bool {
	if r.byConfig {
		return false
	}
	switch r.scenario {
	case "tls-v1-0", "tls-v1-1", "p224", "sha224", "server-hello-v1-1":
		return false
	}
	return r.v2.refuses != r.v3.refuses || r.v2.code != r.v3.code || r.v2.alert != r.v3.alert
}
