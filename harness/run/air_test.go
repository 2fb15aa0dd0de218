package run

import (
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/harness/config"
)

func TestTheAccessPointIsSwitchedForOneBoardAlone(t *testing.T) {
	bench := &config.Bench{File: "desk/bench.yaml", WiFi: config.WiFi{Off: "off.sh", On: "on.sh", Line: 3}}
	real, simulated := config.Board{Name: "a", Port: "/dev/ttyUSB0"}, config.Board{Name: "s", Simulated: true}
	bench.Boards = []config.Board{real, simulated, simulated}
	if air := airOf(bench); air.Off != "off.sh" || air.On != "on.sh" || air.Where != "desk/bench.yaml:3" || air.Why != "" {
		t.Errorf("with one board of hardware: %+v", air)
	}
	bench.Boards = append(bench.Boards, real)
	if air := airOf(bench); !strings.Contains(air.Why, "2 boards of this run share") || !strings.Contains(air.Why, "BOARD=") {
		t.Errorf("with two of them: %+v", air)
	}
	bench.WiFi = config.WiFi{}
	if air := airOf(bench); air.Why != "" || air.Off != "" {
		t.Errorf("without commands: %+v", air)
	}
}
