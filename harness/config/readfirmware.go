package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// The files that make a sketch folder a firmware.
const (
	FirmwareFile      = "firmware.yaml"
	KnownFailuresFile = "known_failures.yaml"
)

// minimal is what a missing firmware.yaml can begin with; a test reads it.
const minimal = `chips: [esp32]
trust: ca
retry: {attempts: 12, spacing: 500ms}
console:
  connected: "Connected!"
  cannot_connect: "Can't connect."
`

// ReadFirmware reads the firmware.yaml of a sketch folder and the known_failures.yaml beside it, and checks that the
// folder holds something to build. Its error holds a Faults for each file, or says what the folder lacks.
func ReadFirmware(dir string) (*Firmware, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("reading the firmware %q: %w", dir, err)
	}
	if err := checkFolder(dir); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, FirmwareFile)
	data, err := load(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading the firmware %q: it has no %s; write one that says what the sketch promises, to begin with\n\n%s",
			dir, FirmwareFile, indent(minimal))
	}
	if err != nil {
		return nil, fmt.Errorf("reading the firmware %q: %w", dir, err)
	}
	reader := &firmwareReader{faults: faults{file: path}, dir: abs}
	firmware := reader.read(data)
	known, knownErr := readKnownFailures(filepath.Join(dir, KnownFailuresFile))
	firmware.KnownFailures = known
	firmware.Sketch, err = findSketch(abs, firmware.Builder)
	if err := errors.Join(reader.err(), knownErr, err); err != nil {
		return nil, err
	}
	return firmware, nil
}

func checkFolder(dir string) error {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("reading the firmware %q: there is no such folder; FIRMWARE names the folder of a sketch", dir)
	case err != nil:
		return fmt.Errorf("reading the firmware %q: %w", dir, err)
	case !info.IsDir():
		return fmt.Errorf("reading the firmware %q: this is a file; name the folder that holds it, %q", dir, filepath.Dir(dir))
	}
	return nil
}

type firmwareReader struct {
	faults
	dir string // absolute
}

// read never returns nil, so that the rest of the folder can be checked after a fault.
func (r *firmwareReader) read(data []byte) *Firmware {
	firmware := &Firmware{Dir: r.dir, Name: filepath.Base(r.dir)}
	root := newMapping(&r.faults, parse(&r.faults, data), "", 1)
	if len(r.list) > 0 && len(root.entries) == 0 {
		return firmware
	}
	firmware.Name = or(root.name("name"), firmware.Name)
	firmware.Chips = root.chips("chips")
	firmware.Stack = or(root.choice("stack", stacks...), defaultStack(firmware.Chips))
	firmware.Trust = or(root.choice("trust", TrustCA, TrustFingerprint, TrustBundle, TrustPSK, TrustInsecure), TrustCA)
	firmware.Pin = root.choice("pin", PinRoot, PinIntermediate)
	if firmware.Pin != "" && firmware.Trust != TrustCA {
		root.wrong("pin", "says which CA is pinned, and trust is %s; remove it", firmware.Trust)
	}
	firmware.PSK = root.psk("psk", firmware.Trust, firmware.Chips)
	firmware.ALPN = root.alpn("alpn", firmware.Chips)
	firmware.Builder = root.builder("builder")
	firmware.Libraries = r.libraries(root)
	firmware.Request = root.request("request")
	firmware.Retry = root.retry("retry")
	firmware.Response = root.response("response")
	firmware.WebSocket = root.webSocket("websocket")
	firmware.MQTT = root.mqtt("mqtt")
	firmware.Clock = root.clock("clock")
	firmware.WiFi = root.wifi("wifi")
	firmware.Heartbeat = root.heartbeat("heartbeat")
	firmware.Console = root.console("console")
	firmware.Heap = root.heapKept("heap")
	firmware.Fragment = root.fragment("max_fragment")
	firmware.AtOnce = root.atOnce("at_once", firmware.Retry)
	firmware.Article = root.article("article")
	firmware.Service = root.choice("service", services...)
	firmware.Suite = root.choice("suite", SuiteSmoke)
	firmware.Edge = root.flag("behind_edge")
	if firmware.Edge && firmware.Service == "" {
		root.wrong("behind_edge", "needs the service that stands there; write service: token")
	}
	firmware.Secrets = root.secrets("secrets", firmware.Request.Body)
	root.fit(firmware)
	root.also = map[string]string{"chip": "chips", "profile": "stack", "lib": "libraries", "serial": "console", "secret": "secrets", "private": "secrets", "reply": "response"}
	root.require("chips", "chips: [esp32]")
	root.close()
	return firmware
}

func (r *firmwareReader) libraries(root *mapping) []string {
	folders := root.texts("libraries")
	for i, folder := range folders {
		path := folder
		if !filepath.IsAbs(path) {
			path = filepath.Join(r.dir, path)
		}
		if info, err := os.Stat(path); err != nil || !info.IsDir() {
			root.wrong("libraries", "%s is no folder; write the path of a library, from %s on", quote(folder), r.dir)
		}
		folders[i] = path
	}
	return folders
}
