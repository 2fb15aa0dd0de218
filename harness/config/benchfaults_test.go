package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const aBoard = "boards: [{name: a, chip: esp32, simulated: true}]\n"

// Each case has one fault; want is all of the error but the file's name.
func TestBenchFaults(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "1: boards: no board is named"},
		{"no YAML", "boards:\n  - name: a\n chip: x\n", "is no YAML"},
		{"tab", "boards:\n\t- name: a\n", "2: this is no YAML"},
		{"second document", aBoard + "---\na: 1\n", "2: a second document begins here"},
		{"not a mapping", "- a\n- b\n", "1: wants keys with values (key: value), has a list"},
		{"unknown key", aBoard + "nane: lab\n", `2: nane: unknown key; did you mean "name"?`},
		{"unknown key, far", aBoard + "colour: red\n", "2: colour: unknown key; known are boards, dns, name, server, wifi"},
		{"doubled key", aBoard + "name: a\nname: b\n", "3: name: this key stands already in line 2"},
		{"boards no list", "boards: esp32\n", "1: boards: wants a list, has text"},
		{"board no mapping", "boards:\n  - esp32\n", "2: boards[0]: wants keys with values"},
		{"no name", "boards:\n  - {chip: esp32, simulated: true}\n", "2: boards[0].name: is missing"},
		{"bad name", "boards: [{name: a/b, chip: esp32, simulated: true}]\n", `1: boards[0].name: is "a/b"; use letters`},
		{"name is a number", "boards: [{name: 5, chip: esp32, simulated: true}]\n", "boards[0].name: wants text, has a number; put it in quotes"},
		{"bad chip", "boards: [{name: a, chip: esp-32s3, simulated: true}]\n", `boards[0].chip: is "esp-32s3"; did you mean "esp32s3"?`},
		{"far chip", "boards: [{name: a, chip: stm32f4, simulated: true}]\n", "must be one of esp32, esp32c3"},
		{"no port", "server: {address: 10.0.0.1}\nwifi: {ssid: a, psk: 12345678}\nboards: [{name: a, chip: esp32}]\n", "3: boards[0].port: is missing"},
		{"relative port", "boards: [{name: a, chip: esp32, simulated: true, port: ttyUSB0}]\n", `did you mean "/dev/ttyUSB0"?`},
		{"Windows port", "boards: [{name: a, chip: esp32, simulated: true, port: COM3}]\n", `is "COM3", which is no port; write /dev/ttyUSB0`},
		{"socket port", "boards: [{name: a, chip: esp32, simulated: true, port: 'socket://h:1'}]\n", "which is no port"},
		{"no TCP port", "boards: [{name: a, chip: esp32, simulated: true, port: 'rfc2217://h'}]\n", "has no host or no port from 1 to 65535"},
		{"TCP port too large", "boards: [{name: a, chip: esp32, simulated: true, port: 'rfc2217://h:70000'}]\n", "has no host or no port"},
		{"options after the port", "boards: [{name: a, chip: esp32, simulated: true, port: 'rfc2217://h:1?ign_set_control'}]\n", "nothing may stand after the port"},
		{"login", "boards: [{name: a, chip: esp32, simulated: true, port: 'rfc2217://me:hunter2@h:1'}]\n", "holds an @ (not shown"},
		{"bad MAC", "boards: [{name: a, chip: esp32, simulated: true, mac: 24-6f}]\n", "which is no MAC address"},
		{"bad address", "boards: [{name: a, chip: esp32, simulated: true, address: 300.1.1.1}]\n", "which is no IP address"},
		{"any address", "server: {address: 0.0.0.0}\n" + aBoard, "1: server.address: is \"0.0.0.0\"; boards need one"},
		{"bad endpoint", "boards: [{name: a, chip: esp32, simulated: true, server: 'host:1'}]\n", "which is no address with a port"},
		{"baud is text", "boards: [{name: a, chip: esp32, simulated: true, baud: fast}]\n", `boards[0].baud: wants a whole number, has text ("fast")`},
		{"baud range", "boards: [{name: a, chip: esp32, simulated: true, baud: 9}]\n", "is 9, must be from 300 to 4000000"},
		{"rate", "boards: [{name: a, chip: esp32, simulated: true, clock_rate: -1}]\n", "is -1, must be more than 0"},
		{"rate NaN", "boards: [{name: a, chip: esp32, simulated: true, clock_rate: .nan}]\n", "wants a number"},
		{"flag", "boards: [{name: a, chip: esp32, simulated: maybe, port: /dev/x}]\nserver: {address: 10.0.0.1}\nwifi: {ssid: a, psk: 12345678}\n", `wants true or false, has text ("maybe")`},
		{"hosted with control", "boards: [{name: a, chip: esp32, simulated: true, sim_control: '127.0.0.1:1'}]\n", "without port the runner hosts this board itself"},
		{"bad fqbn", "boards: [{name: a, chip: esp32, simulated: true, fqbn: esp32}]\n", "write package:architecture:board"},
		{"bad label", "boards: [{name: a, chip: esp32, simulated: true, labels: ['a b']}]\n", `labels: holds "a b"`},
		{"label twice", "boards: [{name: a, chip: esp32, simulated: true, labels: [x, x]}]\n", `labels[1]: "x" stands twice`},
		{"builder", "boards: [{name: a, chip: esp32, simulated: true, builder: arduino_cli}]\n", `did you mean "arduino-cli"?`},
		{"same name", "boards:\n  - {name: a, chip: esp32, simulated: true}\n  - {name: a, chip: esp32, simulated: true}\n", `3: boards[1].name: "a" belongs to the board in line 2 already`},
		{"same port", "boards:\n  - {name: a, chip: esp32, simulated: true, port: /dev/x}\n  - {name: b, chip: esp32, simulated: true, port: /dev/x}\n", `3: boards[1].port: "/dev/x" belongs to`},
		{"host is an address", "server: {host: 10.0.0.1}\n" + aBoard, "server.host: is an address"},
		{"host with blanks", "server: {host: 'a b.test'}\n" + aBoard, "which is no host name"},
		{"synonym", "boards: [{name: a, chip: esp32, simulated: true, ip: 1.2.3.4}]\n", `ip: unknown key; did you mean "address"?`},
		{"merge key", "x: &x {chip: esp32}\n" + "boards: [{<<: *x, name: a, chip: esp32, simulated: true}]\n", "boards[0]: holds a key that is not known"},
	} {
		_, err := bench(t, c.text)
		if err == nil {
			t.Errorf("%s: no error", c.name)
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s:\n got %v\nwant %s", c.name, err, c.want)
		}
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	_, err := bench(t, "nmae: lab\nboards:\n  - {name: a, chip: esp33, prot: /dev/ttyUSB0}\n  - {chip: esp32, simulated: true, baud: x}\n")
	want := []string{
		`bench.yaml:1: nmae: unknown key; did you mean "name"?`,
		`bench.yaml:1: wifi: is missing`,
		`bench.yaml:1: server.address: is missing`,
		`bench.yaml:3: boards[0].chip: is "esp33"`,
		`bench.yaml:3: boards[0].port: is missing`,
		`bench.yaml:3: boards[0].prot: unknown key; did you mean "port"?`,
		`bench.yaml:4: boards[1].baud: wants a whole number`,
		`bench.yaml:4: boards[1].name: is missing`,
	}
	if err == nil {
		t.Fatal("no error")
	}
	for _, line := range want {
		if !strings.Contains(err.Error(), line) {
			t.Errorf("does not say %q:\n%v", line, err)
		}
	}
	if n := len(err.(Faults)); n != len(want) {
		t.Errorf("got %d faults, want %d:\n%v", n, len(want), err)
	}
	last := 0
	for _, f := range err.(Faults) {
		if f.Line < last {
			t.Errorf("faults are not in the order of their lines:\n%v", err)
		}
		last = f.Line
	}
}

const canary = "hunter2-canary"

// Whatever is wrong around a password, the error does not hold it.
func TestNoSecretInErrors(t *testing.T) {
	for _, text := range []string{
		"wifi: {ssid: lab, psk: [" + canary + "]}\n",
		"wifi: {ssid: lab, psk: {a: " + canary + "}}\n",
		"wifi: " + canary + "\n",
		"wifi: [" + canary + "]\n",
		"wifi: {ssid: lab, psk:" + canary + "}\n",
		"wifi: {ssid: lab, psk " + canary + "}\n",
		"wifi: {ssid: lab, " + canary + ": psk}\n",
		"wifi: {ssid: lab, pskk: " + canary + "}\n",
		"wifi: {ssid: lab, psk: *" + canary + "}\n",
		"wifi: {ssid: lab, psk: !" + canary + "}\n",
		"wifi: {ssid: lab, psk: !<" + canary + "> x}\n",
		"wifi:\n  ssid: lab\n  psk: '" + canary + "\n",
		"wifi:\n  ssid: lab\n  psk: @" + canary + "\n",
		"wifi:\n  ssid: lab\n  psk: %" + canary + "\n",
		"wifi: {ssid: lab, psk: " + strings.Repeat(canary, 9) + "}\n",
		"wifi: {ssid: lab, psk: " + canary + "\u00e9}\n",
		"wifi: {ssid: lab, psk: " + canary + ", psk_file: x}\n",
		"wifi: {ssid: lab, psk: " + canary + "}\nwifi: {ssid: lab, psk: " + canary + "}\n",
		"wifi: {ssid: lab, psk: a" + canary + ", psk: " + canary + "}\n",
		"wifi: {ssid: '', psk: " + canary + "}\n",
	} {
		_, err := bench(t, text+aBoard)
		if err == nil {
			t.Errorf("no error for\n%s", text)
		} else if strings.Contains(err.Error(), "canary") {
			t.Errorf("the error shows the password:\n%v", err)
		}
	}
}

func TestPasswordFaults(t *testing.T) {
	hex := strings.Repeat("0123456789abcdef", 4)
	for _, c := range []struct{ psk, want string }{
		{"1234567", "has 7"},
		{strings.Repeat("x", 65), "has 65"},
		{strings.Repeat("x", 64), "not all hex digits"},
		{"tschüss-ü", "none of these"},
		{strings.Repeat("x", 63), ""},
		{hex, ""},
		{"12345678", ""},
	} {
		got := checkPSK(c.psk)
		if c.want == "" && got != "" || c.want != "" && !strings.Contains(got, c.want) {
			t.Errorf("%d characters: got %q, want %q", len(c.psk), got, c.want)
		}
	}
}

func TestPasswordFile(t *testing.T) {
	dir := t.TempDir()
	reader := func() *benchReader {
		return &benchReader{faults: faults{file: "bench.yaml"}, dir: dir, lookup: func(string) (string, bool) { return "", false }}
	}
	write := func(name, text string, mode os.FileMode) {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil { // whatever the umask
			t.Fatal(err)
		}
	}
	write("open", canary, 0o644)
	write("short", "abc\n", 0o600)
	write("large", strings.Repeat("x", 2000), 0o600)
	for _, c := range []struct{ file, want string }{
		{"none", "cannot be read"},
		{"open", "chmod 600"},
		{"short", "psk_file: the password must have"},
		{"large", "has 2000 bytes"},
		{".", "is no plain file"},
	} {
		r := reader()
		r.read([]byte("wifi: {ssid: lab, psk_file: " + c.file + "}\n" + aBoard))
		err := r.err()
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: got %v, want %q and no password", c.file, err, c.want)
		} else if n := len(err.(Faults)); n != 1 {
			t.Errorf("%s: got %d faults, want 1:\n%v", c.file, n, err)
		}
	}
}
