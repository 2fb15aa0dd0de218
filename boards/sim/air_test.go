package sim

import (
	"context"
	"strings"
	"testing"
	"time"
)

// listener is a firmware that says what it is told of its access point, and carries it out at once; after "air on" it ends
// without a word.
const listener = `#!/bin/sh
echo "ready air=$BENCH_AIR."
while read -r line <&4; do
	echo "told $line"
	[ "$line" = "air on" ] && exit 3
	echo air >&3
done
`

// startListener starts a board that holds it.
func startListener(t *testing.T) *board {
	t.Helper()
	b := start(t, Config{Chip: "esp32", Rate: 50, FlashFile: flashed(t, "esp32", wrapped(t, "esp32", listener))})
	b.open()
	b.restart()
	b.expect("ready ")
	return b
}

func TestFirmwareIsToldOfItsAccessPoint(t *testing.T) {
	b := startListener(t)
	if got := b.expect(".\n"); got != "air=.\n" {
		t.Errorf("the firmware starts with %q, want no word of the air", got)
	}
	if err := SwitchAirOff(t.Context(), b.ControlAddr(), 5*time.Second, 100); err != nil {
		t.Fatal(err)
	}
	b.expect("told air off 5 100\n")
	b.reset()
	b.expect("ready ")
	if got := b.expect(".\n"); got != "air=off 5 100.\n" {
		t.Errorf("after a reset the firmware starts with %q, want the access point away", got)
	}
	// It dies of it: whoever waits for its answer is let go.
	if err := SwitchAirOn(t.Context(), b.ControlAddr()); err != nil {
		t.Fatal(err)
	}
	b.expect("ready air=on.\n")
}

func TestAChipWithoutFirmwareRemembersTheAir(t *testing.T) {
	b := startListener(t)
	b.tell("power off")
	b.tell("air off 2.5")
	b.tell("power on")
	b.expect("ready air=off 2.5.\n")
}

func TestAirCommandsAreRead(t *testing.T) {
	for text, want := range map[string]string{
		"on": "on", "off": "off", "off 5": "off 5", "off  5  100 ": "off 5 100", "off 0.5 20": "off 0.5 20",
	} {
		if got, err := parseAir(text); err != nil || got != want {
			t.Errorf("%q is read as %q, %v; want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"", "up", "on 5", "off five", "off -1", "off 1 2 3", "off 1 100000", "off NaN", "off 1e9"} {
		if got, err := parseAir(text); err == nil || !strings.Contains(err.Error(), "off [SECONDS [RATE]]") {
			t.Errorf("%q is read as %q, %v; want an error that says how", text, got, err)
		}
	}
}

func TestAirOfABoardThatIsGone(t *testing.T) {
	b := startListener(t)
	addr := b.ControlAddr()
	b.Close()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	if err := SwitchAirOff(ctx, addr, 0, 0); err == nil || !strings.Contains(err.Error(), "air off 0 0") {
		t.Errorf("switching the air of a board that is gone: %v, want an error that names the command", err)
	}
}
