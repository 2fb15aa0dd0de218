package prepare

import (
	"cmp"
	"context"
	"strings"

	"github.com/benchtrial/benchtrial/boards/arduino"
	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/build"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/pin"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// Target is what an image depends on besides its firmware. Boards with the same target share their images.
type Target struct {
	Chip, FQBN, Builder string
	Port                int // of the board's server
}

// TargetOf is the target of a board.
func TargetOf(b config.Board) Target {
	return Target{Chip: b.Chip, FQBN: b.FQBN, Builder: b.Builder, Port: b.ServerPort()}
}

// Values is what every sketch of the bench is told; the port is the board's. The error is that of reading the authority's keys.
func Values(bench *config.Bench, authority *pki.Authority) (v build.Values, err error) {
	v = build.Values{
		Host: bench.Server.Host, SSID: bench.WiFi.SSID, Password: bench.WiFi.PSK.Reveal(),
		Anchor: authority.AnchorPEM(), Intermediate: authority.IntermediatePEM(), Fingerprint: authority.Fingerprint(),
		PSKIdentity: servers.SharedIdentity,
	}
	v.ClientCert, v.ClientKey = authority.ClientPEM()
	if v.PSKKey, err = authority.SharedKey(); err != nil {
		return v, err
	}
	v.Bundle.Counted, v.Bundle.Offsets, err = pin.Bundles(authority.Bundled()...)
	return v, err
}

// Build makes the image of the firmware for the target, and what a lane has to know of it. The error is that of the builder.
func Build(ctx context.Context, builder *build.Builder, fw *config.Firmware, t Target, values build.Values) (build.Image, harness.LaneFirmware, error) {
	values.Port = t.Port
	image, err := builder.Build(ctx, build.Request{
		SketchDir: fw.Dir, Name: fw.Name, Chip: t.Chip, FQBN: fqbn(t.FQBN, fw.Stack), Libraries: fw.Libraries,
		Builder: cmp.Or(t.Builder, fw.Builder), Values: values,
	})
	if err != nil {
		return image, harness.LaneFirmware{}, err
	}
	made := harness.LaneFirmware{Firmware: *fw, Image: harness.LaneImage{Hash: image.Hash, ELF: image.ELF}}
	for _, r := range image.Regions {
		made.Image.Regions = append(made.Image.Regions, harness.LaneRegion{Offset: r.Offset, Path: r.Path})
	}
	return image, made, nil
}

// fqbn chooses between the generations of the simulated core by what the firmware says it is written for.
func fqbn(board, stack string) string {
	if board == arduino.FQBN && strings.HasPrefix(stack, "arduino-esp32-2.") {
		return arduino.FQBN2
	}
	return board
}
