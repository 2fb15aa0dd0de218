package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const wifiExample = "wifi: {ssid: bench, psk_file: wifi.psk}   # a file that only you can read (chmod 600)"

// wifi reads the access point. The password comes from the environment, from psk or from psk_file, and no message shows
// any of it.
func (r *benchReader) wifi(root *mapping, hardware bool) WiFi {
	m := root.within("wifi")
	m.private = true
	m.also = map[string]string{"down": "off", "up": "on", "password": "psk", "passphrase": "psk", "pass": "psk", "key": "psk", "passwd": "psk", "name": "ssid", "network": "ssid"}
	var wifi WiFi
	if ssid, written := m.written("ssid"); written {
		wifi.SSID = ssid
		if ssid == "" || len(ssid) > 32 {
			m.wrong("ssid", "must have 1 to 32 bytes, has %d; a name like null goes in quotes", len(ssid))
		}
	}
	wifi.PSK = r.psk(m)
	wifi.switches(m)
	m.close()
	if !root.has("wifi") {
		if hardware {
			root.require("wifi", wifiExample)
			return WiFi{}
		}
		return WiFi{SSID: simulatedSSID, PSK: NewSecret(simulatedPSK)}
	}
	m.require("ssid", "ssid: bench")
	if !m.broken && !wifi.PSK.IsSet() {
		m.wrong("psk", "is missing; write psk_file: with a file that only you can read (chmod 600), or set %s", PSKVariable)
	}
	return wifi
}

// switches reads the commands that switch the access point.
func (w *WiFi) switches(m *mapping) {
	w.Off, w.On = m.text("off"), m.text("on")
	if e := m.entry("off"); e != nil {
		w.Line = e.key.Line
	}
	switch {
	case m.has("off") && !m.has("on"):
		m.wrong("on", "is missing; who takes the access point away must give it back: write the command that does")
	case m.has("on") && !m.has("off"):
		m.wrong("off", "is missing; on is for a bench that takes its access point away: write the command that does")
	}
}

// psk returns the password, and an empty one after a fault, so that it does not count as missing too.
func (r *benchReader) psk(m *mapping) Secret {
	inline, hasInline := m.written("psk")
	path, hasPath := m.written("psk_file")
	hasInline = hasInline || m.has("psk")
	hasPath = hasPath || m.has("psk_file")
	key, text := "psk", inline
	switch env, hasEnv := r.lookup(PSKVariable); {
	case hasInline && hasPath:
		m.wrong("psk_file", "stands beside psk; keep one of the two")
		return NewSecret("")
	case hasEnv && env != "":
		if fault := checkPSK(env); fault != "" {
			m.wrong("psk", "the environment variable %s %s", PSKVariable, fault)
		}
		return NewSecret(env)
	case hasPath:
		key = "psk_file"
		content, fault := r.pskFile(path)
		if fault != "" {
			m.wrong(key, "%s", fault)
			return NewSecret("")
		}
		text = content
	case !hasInline:
		return Secret{}
	}
	if fault := checkPSK(text); fault != "" {
		m.wrong(key, "the password %s", fault)
	}
	return NewSecret(text)
}

// pskFile reads a password file and returns what is wrong with it.
func (r *benchReader) pskFile(path string) (content, fault string) {
	if path == "" {
		return "", "is empty; write the path of a file that holds the password"
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(r.dir, path)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", fmt.Sprintf("cannot be read: %v", err)
	case !info.Mode().IsRegular():
		return "", fmt.Sprintf("%s is no plain file", path)
	case info.Mode().Perm()&0o077 != 0:
		return "", fmt.Sprintf("others can read %s (mode %04o); run chmod 600 %s", path, info.Mode().Perm(), path)
	case info.Size() > 1024:
		return "", fmt.Sprintf("%s has %d bytes, a password has at most 64", path, info.Size())
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Sprintf("cannot be read: %v", err)
	}
	return strings.TrimRight(string(data), "\r\n"), ""
}

// checkPSK says what is wrong with a password without showing it: IEEE 802.11 wants 8 to 63 printable ASCII characters,
// or the 64 hex digits of the key itself.
func checkPSK(text string) string {
	const want = "must have 8 to 63 printable ASCII characters or 64 hex digits, "
	if n := len(text); n < 8 || n > 64 {
		return want + fmt.Sprintf("has %d", n)
	}
	for _, c := range []byte(text) {
		hex := strings.IndexByte("0123456789abcdefABCDEF", c) >= 0
		switch {
		case c < 0x20 || c > 0x7e:
			return want + "has a character that is none of these"
		case len(text) == 64 && !hex:
			return want + "has 64 characters that are not all hex digits"
		}
	}
	return ""
}
