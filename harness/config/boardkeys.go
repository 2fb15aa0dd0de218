package config

// chips are the chips that Benchtrial knows, in the spelling of the Arduino cores.
var chips = []string{"esp32", "esp32c3", "esp32s3", "esp8266"}

// builders are the words for the key builder of bench.yaml and firmware.yaml.
var builders = []string{auto, "arduino-builder", "arduino-cli", "platformio", "idf", "prebuilt"}

// auto, the same as leaving the key out, lets the content of the folder decide.
const auto = "auto"

const (
	minBaud      = 300
	maxBaud      = 4_000_000
	maxClockRate = 1000
)

// board reads one element of the list of boards. Defaults that depend on others are left to fill.
func (m *mapping) board() Board {
	b := Board{
		Line:       m.line,
		Name:       m.name("name"),
		Chip:       m.choice("chip", chips...),
		Simulated:  m.flag("simulated"),
		Port:       m.port("port"),
		FlashPort:  m.port("flash_port"),
		Control:    m.port("control"),
		SimControl: m.endpoint("sim_control", 0),
		FQBN:       m.fqbn("fqbn"),
		MAC:        m.mac("mac"),
		Address:    m.address("address"),
		Server:     m.endpoint("server", DefaultServerPort),
		DNS:        m.endpoint("dns", 0),
		NTP:        m.endpoint("ntp", ntpPort),
		Baud:       m.whole("baud", minBaud, maxBaud),
		FlashBaud:  m.whole("flash_baud", minBaud, maxBaud),
		ClockRate:  m.number("clock_rate", maxClockRate),
		Builder:    m.builder("builder"),
		Labels:     m.labels("labels"),
	}
	m.also = map[string]string{"device": "port", "tty": "port", "type": "chip", "ip": "address", "speed": "baud", "board": "fqbn", "rate": "clock_rate"}
	m.require("name", "name: esp32-a")
	m.require("chip", "chip: esp32")
	m.consistent(b)
	m.close()
	return b
}

// consistent finds keys that do not go together.
func (m *mapping) consistent(b Board) {
	if !b.Simulated {
		m.require("port", "port: /dev/ttyUSB0   (or rfc2217://host:4000; for a board without hardware: simulated: true)")
		for _, key := range []string{"sim_control", "clock_rate"} {
			if m.has(key) {
				m.wrong(key, "is for simulated boards: the clock of a chip cannot be changed; remove it, or write simulated: true")
			}
		}
		return
	}
	if b.Port != "" {
		return
	}
	for _, key := range []string{"flash_port", "control", "sim_control"} {
		if m.has(key) {
			m.wrong(key, "without port the runner hosts this board itself and makes its ports; write port too, or remove this key")
		}
	}
}

func (m *mapping) builder(key string) string {
	if word := m.choice(key, builders...); word != auto {
		return word
	}
	return ""
}
