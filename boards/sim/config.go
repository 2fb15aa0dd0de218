package sim

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
)

// Config says what board to simulate. Name and Chip are required.
type Config struct {
	Name string // the board's name on the bench
	Chip string // "esp32", "esp32c3", "esp32s3" or "esp8266"
	MAC  string // "24:0a:c4:01:02:03"; empty: derived from Name, so that a board keeps its identity

	// FlashFile keeps the flash (4 MiB) between runs; it is made when it is not there, and locked while in use. Empty:
	// the flash is blank at the start and gone at the end.
	FlashFile string

	Rate float64 // board seconds per second of the bench, from the first boot on; 0 means 1
	Heap int     // bytes of heap that the firmware is given; 0 means what the chip has
	IP   string  // address that the firmware's connections come from; empty: any
	DNS  string  // "ip:port" of the only name server that the firmware knows
	HTTP string  // "ip:port" of the server that port 80 of its address leads to, so that it sees what is sent there; empty: to nobody
	NTP  string  // "ip:port" of the bench's time server; empty: the firmware knows of none

	Listen  string // address of the RFC 2217 server; empty means 127.0.0.1 and a free port
	Control string // address of the control port; empty means 127.0.0.1 and a free port
	TTYLink string // path of a symbolic link to the console's pty; empty: none. An existing link is replaced.

	// Log takes what the simulation has to say that a chip would not, and what the firmware writes to its standard
	// error, a line each. Nil: nobody wants to know.
	Log io.Writer
}

// defaultListen is the address of both ports unless the Config says otherwise.
const defaultListen = "127.0.0.1:0"

// complete checks c and fills in what was left open.
func (c Config) complete() (Config, error) {
	if c.Name == "" {
		return c, errors.New("the board has no name")
	}
	if _, ok := lookup(c.Chip); !ok {
		return c, fmt.Errorf("there is no simulated chip %q; there are %s", c.Chip, chipNames())
	}
	if c.MAC == "" {
		c.MAC = deriveMAC(c.Name)
	}
	if mac, err := net.ParseMAC(c.MAC); err != nil || len(mac) != 6 {
		return c, fmt.Errorf("%q is no MAC address of six bytes", c.MAC)
	}
	switch {
	case c.Rate == 0:
		c.Rate = 1
	case c.Rate < minRate || c.Rate > maxRate:
		return c, fmt.Errorf("the clock rate %v is not between %v and %v", c.Rate, minRate, maxRate)
	}
	if c.IP != "" {
		if _, err := netip.ParseAddr(c.IP); err != nil {
			return c, fmt.Errorf("%q is no IP address", c.IP)
		}
	}
	for _, server := range []struct{ what, address string }{{"name", c.DNS}, {"time", c.NTP}, {"web", c.HTTP}} {
		if server.address == "" {
			continue
		}
		if _, err := netip.ParseAddrPort(server.address); err != nil {
			return c, fmt.Errorf("the %s server %q is no ip:port", server.what, server.address)
		}
	}
	if c.Listen == "" {
		c.Listen = defaultListen
	}
	if c.Control == "" {
		c.Control = defaultListen
	}
	return c, nil
}

// Bounds of the clock rate. Above the upper one a board millisecond is shorter than the host's scheduler can serve.
const (
	minRate = 0.01
	maxRate = 1000
)

// deriveMAC gives a board an address of Espressif's block 24:0A:C4 that depends on its name alone.
func deriveMAC(name string) string {
	sum := sha256.Sum256([]byte(name))
	return net.HardwareAddr{0x24, 0x0a, 0xc4, sum[0], sum[1], sum[2]}.String()
}
