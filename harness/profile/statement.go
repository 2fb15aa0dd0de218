package profile

import (
	"slices"
	"sync"
)

// The sources of the statements, in short.
const (
	srcContract  = "the promise of a firmware with this trust"
	srcMeasured2 = "measured with mbedTLS 2.28.7"
	srcMeasured3 = "measured with mbedTLS 3.6.2"
	srcMeasured8 = "measured with BearSSL 0.6"
	srcDates     = "esp-idf components/mbedtls/Kconfig: MBEDTLS_HAVE_TIME_DATE is off by default; arduino-esp32#5780"
	srcSuites    = "arduino-esp32 sdkconfig: MBEDTLS_CHACHA20_C is not set"
	srcInsecure  = "measured with mbedTLS 2.28.7 and 3.6.2, as arduino-esp32 ssl_client.cpp configures them for setInsecure()"
	srcInsecure8 = "ESP8266 core documentation, bearssl-client-secure-class: setInsecure"
	srcBundle    = "esp-idf components/mbedtls/esp_crt_bundle/esp_crt_bundle.c"
	srcFork      = "measured with the ESP8266 core's BearSSL"
	srcTimeouts  = "arduino-esp32 ssl_client.cpp: 120 s for a handshake; ESP8266 core WiFiClientSecureBearSSL.cpp: 15 s"
)

// says is what one stack does. The zero value accepts, and rightly so.
type says struct {
	refuses     bool
	weak        bool
	alert, code int
	why         string
	source      string // empty: measured
	unless      Exception
}

// row is what the three Arduino stacks do about a scenario.
type row struct {
	scenario     string
	v2, v3, bear says

	// byConfig tells that 2.x and 3.x differ by how they configure mbedTLS, and not by its version.
	byConfig bool
}

// configured marks a row in which the configuration makes the difference between 2.x and 3.x.
func (r row) configured() row { r.byConfig = true; return r }

// both is a row in which the two versions of mbedTLS do the same.
func both(scenario string, mbed, bear says) row { return each(scenario, mbed, mbed, bear) }

// all is a row in which all stacks do the same.
func all(scenario string, s says) row { return each(scenario, s, s, s) }

func each(scenario string, v2, v3, bear says) row {
	return row{scenario: scenario, v2: v2, v3: v3, bear: bear}
}

// ok accepts, and why where that needs a word.
func ok(why ...string) says {
	s := says{}
	for _, w := range why {
		s.why = w
	}
	return s
}

// weak accepts what a better stack would refuse.
func weak(why string) says { return says{weak: true, why: why} }

// no is a refusal of mbedTLS: its error, and the alert that it sends, 0 for none.
func no(code, alert int) says { return says{refuses: true, code: code, alert: alert} }

// e is a refusal of BearSSL, which sends no alert (bearssl src/ssl/ssl_hs_client.t0).
func e(code int) says { return says{refuses: true, code: code} }

// after is what reading gives, once the handshake is done.
func after(code, alert int) says {
	return says{code: code, alert: alert, why: "The handshake is sound; what follows is not."}
}

func (s says) because(why string) says { s.why = why; return s }

func (s says) from(source string) says { s.source = source; return s }

// except adds what other builds or versions do.
func (s says) except(when string, outcome Outcome, code, alert int) says {
	s.unless = Exception{When: when, Outcome: outcome, Code: code, Alert: alert}
	return s
}

// expectation is the statement in the words of the package.
func (s says) expectation(measured string) Expectation {
	e := Expectation{
		Outcome: Accept, Basis: Known, Weakness: s.weak, Alert: s.alert, Code: s.code,
		Reason: s.why, Source: s.source, Unless: s.unless,
	}
	if s.refuses {
		e.Outcome = Refuse
	}
	if e.Reason == "" {
		e.Reason = meaning(s)
	}
	if e.Source == "" {
		e.Source = measured
	}
	return e
}

// rows are all statements.
func rows() []row {
	return slices.Concat(
		chainRows(), nameRows(), keyRows(), usageRows(), formRows(), renewalRows(),
		handshakeRows(), faultRows(), endRows(), recordRows(),
		rareRows(), pointRows(), signatureRows(), fieldRows(), agreedRows(), againRows(),
	)
}

// byScenario finds rows by their scenario. It is made at the first question, and never changed.
var byScenario = sync.OnceValue(func() map[string]row {
	table := map[string]row{}
	for _, r := range rows() {
		table[r.scenario] = r
	}
	return table
})

// statementOf is what a stack is known to do about a scenario.
func statementOf(stack, scenario string) (Expectation, bool) {
	r, found := byScenario()[scenario]
	if !found {
		return Expectation{}, false
	}
	return r.of(stack)
}

func (r row) of(stack string) (Expectation, bool) {
	switch stack {
	case ESP32v2:
		return r.v2.expectation(srcMeasured2), true
	case ESP32v3:
		return r.v3.expectation(srcMeasured3), true
	case ESP8266:
		return r.bear.expectation(srcMeasured8), true
	case ESPIDF5:
		// A project chooses versions, suites and checks itself: only what no choice changes is said.
		return r.v3.expectation(srcMeasured3), r.v2.refuses == r.v3.refuses && r.v3.unless.When == "" && r.v3.source == ""
	case Other:
		common := r.v2.refuses == r.v3.refuses && r.v3.refuses == r.bear.refuses && r.v3.unless.When == ""
		e := r.v3.expectation("measured with mbedTLS and BearSSL alike")
		e.Alert, e.Code = 0, 0
		return e, common
	}
	return Expectation{}, false
}
