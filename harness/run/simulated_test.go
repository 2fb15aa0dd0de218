package run

import (
	"slices"
	"testing"

	"github.com/benchtrial/benchtrial/harness/config"
)

func TestSimulatedChips(t *testing.T) {
	one := func(chips ...string) *config.Firmware { return &config.Firmware{Chips: chips} }
	many := slices.Repeat([]*config.Firmware{one("esp32")}, 60)
	many = append(many, one("esp8266"))
	for _, c := range []struct {
		name     string
		firmware []*config.Firmware
		want     []string
	}{
		{"no firmware", nil, []string{"esp32", "esp32"}},
		{"one", []*config.Firmware{one("esp8266")}, []string{"esp8266", "esp8266"}},
		{"many, and one of another chip", []*config.Firmware{one("esp32"), one("esp32"), one("esp32", "esp8266")}, []string{"esp32", "esp32", "esp32", "esp32", "esp8266"}},
		{"two chips", []*config.Firmware{one("esp8266", "esp32")}, []string{"esp32", "esp8266"}},
		{"a chip that nothing is compiled for", []*config.Firmware{one("esp32c3")}, []string{"esp32", "esp32"}},
		{"more than fit", many, append(slices.Repeat([]string{"esp32"}, 27), "esp8266")},
	} {
		if got := simulatedChips(c.firmware); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}
