package pin

// Profile is a TLS stack as a board has it.
type Profile string

// The profiles, in the order in which they are shown.
const (
	ESP32v2 Profile = "esp32-2.x"   // arduino-esp32 2.0.x: mbedTLS 2.28
	ESP32v3 Profile = "esp32-3.x"   // arduino-esp32 3.x: mbedTLS 3.6
	ESP8266 Profile = "esp8266-3.1" // ESP8266 core 3.1: BearSSL
)

// Profiles lists them all.
func Profiles() []Profile { return []Profile{ESP32v2, ESP32v3, ESP8266} }

// Effect is what a stack makes of something.
type Effect string

// The effects.
const (
	Refuses   Effect = "refuses"     // the handshake fails
	Unchecked Effect = "not checked" // it connects, because it does not look: a weakness
	Accepts   Effect = "accepts"     // it connects, and rightly so
)

// Says is what one profile does where a rule applies.
type Says struct {
	Effect Effect `json:"effect"`
	Sign   string `json:"sign,omitempty"` // how it shows: the alert on the wire or the code of getLastSSLError
	Text   string `json:"text,omitempty"` // what else there is to say
	Source string `json:"source"`         // where this is known from
}

// Rule is something that a chain may have and that the stacks treat each in their way.
type Rule struct {
	Name string // short and stable, for JSON
	What string // what the chain has, as the beginning of a sentence
	By   map[Profile]Says

	where func(v *view) []int // the numbers of the certificates it applies to; nil: it does not apply
}

// Finding is a rule that applies.
type Finding struct {
	Rule  string           `json:"rule"`
	What  string           `json:"what"`
	Where []int            `json:"certificates,omitempty"` // numbers in the chain; -1 is the pin when it was not sent
	By    map[Profile]Says `json:"profiles"`
}

// The sources of the statements, in short.
const (
	srcMeasured2 = "measured with mbedTLS 2.28.7"
	srcMeasured3 = "measured with mbedTLS 3.6.2 and 3.6.4"
	srcMeasured8 = "measured with BearSSL as the core configures it"
	srcChain     = "mbedTLS library/x509_crt.c x509_crt_find_parent_in"
	srcDates     = "esp-idf components/mbedtls/Kconfig: MBEDTLS_HAVE_TIME_DATE is off by default; arduino-esp32#5780"
	srcMinimal   = "BearSSL src/x509/x509_minimal.t0"
	srcProfile   = "mbedTLS library/x509_crt.c mbedtls_x509_crt_profile_default"
	srcBench     = "tried with the stacks of the simulated boards: mbedTLS 2.28 and BearSSL 0.6"
)

// same is a table of one statement for both ESP32 profiles and one for the ESP8266.
func same(esp32, esp8266 Says) map[Profile]Says {
	second := esp32
	if esp32.Source == srcMeasured2 {
		second.Source = srcMeasured3
	}
	return map[Profile]Says{ESP32v2: esp32, ESP32v3: second, ESP8266: esp8266}
}

func refused2(sign string) Says { return Says{Effect: Refuses, Sign: sign, Source: srcMeasured2} }
func refused3(sign string) Says { return Says{Effect: Refuses, Sign: sign, Source: srcMeasured3} }
func refused8(sign string) Says { return Says{Effect: Refuses, Sign: sign, Source: srcMeasured8} }

func accepted2(text string) Says { return Says{Effect: Accepts, Text: text, Source: srcMeasured2} }
func accepted3(text string) Says { return Says{Effect: Accepts, Text: text, Source: srcMeasured3} }
func accepted8(text string) Says { return Says{Effect: Accepts, Text: text, Source: srcMeasured8} }

func unchecked2(text string) Says { return Says{Effect: Unchecked, Text: text, Source: srcMeasured2} }
func unchecked8(text string) Says { return Says{Effect: Unchecked, Text: text, Source: srcMeasured8} }
