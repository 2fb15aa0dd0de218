package prepare

import (
	"testing"

	"github.com/benchtrial/benchtrial/boards/arduino"
	"github.com/benchtrial/benchtrial/harness/config"
)

func TestGenerationOfTheCore(t *testing.T) {
	for _, c := range []struct{ board, stack, want string }{
		{arduino.FQBN, "arduino-esp32-3.x", arduino.FQBN},
		{arduino.FQBN, "arduino-esp32-2.x", arduino.FQBN2},
		{arduino.FQBN, "", arduino.FQBN},
		{arduino.FQBN8266, "arduino-esp8266-3.x", arduino.FQBN8266},
		{"esp32:esp32:esp32", "arduino-esp32-2.x", "esp32:esp32:esp32"}, // the user's core is the one that is installed
	} {
		if got := fqbn(c.board, c.stack); got != c.want {
			t.Errorf("%s with %q: %s, want %s", c.board, c.stack, got, c.want)
		}
	}
}

func TestBoardsThatShareImages(t *testing.T) {
	a := config.Board{Name: "a", Chip: "esp32", Server: "10.0.0.1:14433"}
	b := config.Board{Name: "b", Chip: "esp32", Server: "10.0.0.2:14433"}
	if TargetOf(a) != TargetOf(b) {
		t.Error("a board with another address of its server needs another image")
	}
	b.Server = "10.0.0.1:14434"
	if TargetOf(a) == TargetOf(b) {
		t.Error("a board with another port does not")
	}
}
