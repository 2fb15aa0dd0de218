package config

import (
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// The readers here each check the form of one kind of text: a name, a port, an address.

var plainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$`)

// name reads what becomes part of a path and of a spec's name.
func (m *mapping) name(key string) string {
	text := m.text(key)
	if text != "" && !plainName.MatchString(text) {
		m.wrong(key, "is %s; use letters, digits, - _ and . only, it becomes the name of a folder", quote(text))
		return ""
	}
	return text
}

func (m *mapping) labels(key string) []string {
	labels := m.texts(key)
	for _, label := range labels {
		if !plainName.MatchString(label) {
			m.wrong(key, "holds %s; a label has letters, digits, - _ and . only", quote(label))
		}
	}
	return labels
}

const portForms = "/dev/ttyUSB0, /dev/serial/by-id/... or rfc2217://host:4000"

// port reads where a serial line is: a path or an RFC 2217 address.
func (m *mapping) port(key string) string {
	text := m.text(key)
	switch {
	case text == "":
		return ""
	case strings.Contains(text, "@"):
		m.wrong(key, "holds an @ (not shown, it could follow a password); RFC 2217 knows no login, write rfc2217://host:4000")
	case strings.Contains(text, "://"):
		return m.remote(key, text)
	case strings.HasPrefix(text, "/") && !strings.ContainsAny(text, "\x00\n") && !strings.HasSuffix(text, "/"):
		return text
	case strings.HasPrefix(text, "tty"):
		m.wrong(key, "is %s, which is no port; did you mean %q?", quote(text), "/dev/"+text)
	default:
		m.wrong(key, "is %s, which is no port; write %s", quote(text), portForms)
	}
	return ""
}

func (m *mapping) remote(key, text string) string {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Scheme != "rfc2217":
		m.wrong(key, "is %s, which is no port; write %s", quote(text), portForms)
	case u.Hostname() == "" || !validPort(u.Port()):
		m.wrong(key, "is %s, which has no host or no port from 1 to 65535; write rfc2217://host:4000", quote(text))
	case u.Path != "" || u.RawQuery != "" || u.Fragment != "":
		m.wrong(key, "is %s; nothing may stand after the port, write rfc2217://%s", quote(text), u.Host)
	default:
		return text
	}
	return ""
}

func validPort(text string) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n >= 1 && n <= 65535
}

// address reads an IP address.
func (m *mapping) address(key string) string {
	text, _ := m.written(key)
	if text == "" {
		return ""
	}
	ip, err := netip.ParseAddr(text)
	switch {
	case err != nil:
		m.wrong(key, "is %s, which is no IP address; write for example 192.168.50.1", quote(text))
	case ip.IsUnspecified():
		m.wrong(key, "is %s; boards need one address they can reach, write for example 192.168.50.1", quote(text))
	default:
		return ip.String()
	}
	return ""
}

// endpoint reads ip:port. usual is the port when only the address is written; 0 wants it written.
func (m *mapping) endpoint(key string, usual int) string {
	text, _ := m.written(key)
	if text == "" {
		return ""
	}
	if ip, err := netip.ParseAddr(text); err == nil && usual > 0 {
		return netip.AddrPortFrom(ip, uint16(usual)).String()
	}
	host, port, err := net.SplitHostPort(text)
	if err == nil && host == "localhost" {
		host = "127.0.0.1"
	}
	if ip, bad := netip.ParseAddr(host); err == nil && bad == nil && validPort(port) {
		n, _ := strconv.Atoi(port)
		return netip.AddrPortFrom(ip, uint16(n)).String()
	}
	m.wrong(key, "is %s, which is no address with a port; write for example 192.168.50.1:%d", quote(text), or(usual, 4001))
	return ""
}

var hostName = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$`)

// host reads the name that boards resolve. It must be a name: an address would leave the bench's DNS server out.
func (m *mapping) host(key string) string {
	text := m.text(key)
	if text == "" {
		return ""
	}
	if _, err := netip.ParseAddr(text); err == nil {
		m.wrong(key, "is an address; boards resolve a name through the bench, write for example %s", DefaultHost)
		return ""
	}
	if len(text) > 253 || !hostName.MatchString(text) {
		m.wrong(key, "is %s, which is no host name; write for example %s", quote(text), DefaultHost)
		return ""
	}
	return strings.ToLower(text)
}

// mac reads a MAC address; YAML takes 12:34:56:... for a number in base 60, so it is read as written.
func (m *mapping) mac(key string) string {
	text, _ := m.written(key)
	if text == "" {
		return ""
	}
	hw, err := net.ParseMAC(text)
	if err != nil || len(hw) != 6 {
		m.wrong(key, "is %s, which is no MAC address; write for example 24:6f:28:aa:bb:cc (esptool read-mac prints it)", quote(text))
		return ""
	}
	return hw.String()
}

var fqbn = regexp.MustCompile(`^[A-Za-z0-9_.-]+:[A-Za-z0-9_.-]+:[A-Za-z0-9_.-]+(:[A-Za-z0-9_.,=-]+)?$`)

// fqbn reads Arduino's fully qualified board name.
func (m *mapping) fqbn(key string) string {
	text, _ := m.written(key)
	if text != "" && !fqbn.MatchString(text) {
		m.wrong(key, "is %s; write package:architecture:board, as in esp32:esp32:esp32", quote(text))
		return ""
	}
	return text
}
