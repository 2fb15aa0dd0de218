package servers

import (
	"time"

	"github.com/benchtrial/benchtrial/servers/ntp"
)

// quickTimes are those that an ordinary run tries too.
var quickTimes = map[string]bool{"time-absent": true, "time-lost-first": true}

// times are the ways in which the time server is wrong. The server itself is good; whether its certificates are, depends
// on the firmware's clock, where its stack looks at dates at all. Certificates of the bench begin a day ago and end within
// a year.
func times() []Scenario {
	const years = 365 * 24 * time.Hour
	at := func(name, doc string, b ntp.Behaviour) Scenario {
		return Scenario{Name: name, Doc: doc, Full: !quickTimes[name], Time: b}
	}
	return []Scenario{
		silent(at("time-absent", "The time server never answers.", ntp.Behaviour{Silent: true})),
		at("time-wrong-past",
			"The time server is 5 years behind: by its time no certificate is valid yet.", wrongBy(-5*years)),
		at("time-wrong-future",
			"The time server is 2 years ahead: by its time every certificate has expired.", wrongBy(2*years)),
		at("time-lost-first", "The first question to the time server is lost; from the second on it is right.", ntp.Behaviour{Late: 1}),
		at("time-late", "The time server answers the third question.", ntp.Behaviour{Late: 2}),
		at("time-jumps",
			"The time server is right at the first question, and 2 years ahead from the second on.", wrongBy(0, 2*years)),
		at("time-corrected",
			"The time server is 5 years behind at the first question, and right from the second on.", wrongBy(-5*years, 0)),
		at("time-refused",
			"The time server answers with a kiss-o'-death, DENY, which says no time.", ntp.Behaviour{Kiss: "DENY"}),
		at("time-garbage", "The time server answers with bytes that are no time.", ntp.Behaviour{Garbage: true}),
	}
}

func wrongBy(offsets ...time.Duration) ntp.Behaviour { return ntp.Behaviour{Offsets: offsets} }
