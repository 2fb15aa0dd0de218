package config

import (
	"fmt"
	"net"
	"strconv"
	"strings"
)

// The addresses and ports of the simulated bench. Board k has 127.77.k.2, its servers have 127.77.k.1: each board sees
// an address of its own, so that lanes run side by side with the same image.
const (
	// DefaultHost is the name that images resolve through the bench's DNS server.
	DefaultHost = "api.bench.test"
	// DefaultServerPort is the TCP port of the TLS servers. It is compiled into the images.
	DefaultServerPort = 14433
	// SimulatedDNSPort is the UDP and TCP port of the name server of the simulated bench.
	SimulatedDNSPort = 14453
	// SimulatedNTPPort is the UDP port of the time server of the simulated bench.
	SimulatedNTPPort = 14123
	// SimulatedClockRate is how many seconds pass on a simulated board in one second of the bench.
	SimulatedClockRate = 20
	// MaxSimulated is how many simulated boards one bench can hold: they differ in one byte of their address.
	MaxSimulated = 250

	dnsPort       = 53
	ntpPort       = 123
	consoleBaud   = 115200
	flashBaud     = 460800
	simulatedSSID = "benchtrial"
	simulatedPSK  = "simulated-bench-psk"
)

// Bench is a bench.yaml: the machine and what is attached to it. All defaults are filled in.
type Bench struct {
	Name   string
	File   string // the file it was read from, "" for the built-in bench
	WiFi   WiFi
	Server Server
	DNS    string // ip:port of the bench's name server, "" when every board has one of its own
	Boards []Board
}

// WiFi is the access point that the boards join.
type WiFi struct {
	SSID string
	PSK  Secret // 8 to 63 characters or 64 hex digits

	// Off and On are the commands that take the access point away and give it back, for /bin/sh; "" when there are none.
	Off, On string
	Line    int // of the key off, for messages
}

// Server is where the bench's TLS servers are, as boards see them.
type Server struct {
	Address string // IP address of this machine on the boards' network, "" on a bench of simulated boards only
	Host    string // the name that is compiled into the images
	Port    int    // the port that is compiled into the images
}

// Board is one entry of the list of boards. All defaults are filled in.
type Board struct {
	Name string
	Chip string
	// Port is where the console is: a path below / or rfc2217://host:port. It is "" for a simulated board that the runner
	// hosts itself.
	Port string
	// FlashPort is what esptool is given; it defaults to Port.
	FlashPort string
	// Control is where the lines DTR and RTS are, in the form of Port; it defaults to FlashPort.
	Control string
	// SimControl is the host:port of the control line of a simulator that was started apart, "" when there is none.
	SimControl string
	FQBN       string // the board's name for Arduino, package:architecture:board
	MAC        string // lower case, with colons; "" is not checked
	Address    string // the IP address the board's connections come from, "" is not checked
	Server     string // ip:port of the TLS servers for this board
	DNS        string // ip:port of the name server for this board
	NTP        string // ip:port of the time server for this board
	Baud       int    // of the console, bits per second
	FlashBaud  int    // of esptool after the stub runs, bits per second
	ClockRate  float64
	Builder    string // which builder to use, "" lets the sketch decide
	Labels     []string
	Simulated  bool
	Line       int // of bench.yaml, for messages; 0 for the built-in bench
}

// Hosted tells whether the runner starts this board itself, in its own process.
func (b Board) Hosted() bool { return b.Simulated && b.Port == "" }

// Identity is what the board is known by across benches and processes: its MAC, else the place it is plugged in.
func (b Board) Identity() string {
	switch {
	case b.Hosted():
		return b.Name
	case b.MAC != "":
		return b.MAC
	}
	return b.Port
}

// ServerPort is the port of the board's server.
func (b Board) ServerPort() int {
	_, port, _ := net.SplitHostPort(b.Server)
	n, _ := strconv.Atoi(port) // checked when bench.yaml was read
	return n
}

// Names are the names of the boards, for people.
func (b *Bench) Names() string {
	var names []string
	for _, board := range b.Boards {
		names = append(names, board.Name)
	}
	return strings.Join(names, ", ")
}

// Board returns the board of that name.
func (b *Bench) Board(name string) (Board, bool) {
	for _, board := range b.Boards {
		if board.Name == name {
			return board, true
		}
	}
	return Board{}, false
}

// Simulated returns the built-in bench: a simulated board of each chip in the list, named sim-CHIP-1 and so on, which the
// runner hosts. Chips beyond MaxSimulated are left out.
func Simulated(chips ...string) *Bench {
	bench := &Bench{
		Name:   "simulated",
		WiFi:   WiFi{SSID: simulatedSSID, PSK: NewSecret(simulatedPSK)},
		Server: Server{Host: DefaultHost, Port: DefaultServerPort},
	}
	count := map[string]int{}
	for k, chip := range chips[:min(len(chips), MaxSimulated)] {
		count[chip]++
		board := Board{Name: fmt.Sprintf("sim-%s-%d", chip, count[chip]), Chip: chip, Simulated: true}
		board.fill(bench, k+1)
		bench.Boards = append(bench.Boards, board)
	}
	return bench
}

// fill puts in the defaults. k is the board's place in the list, from 1.
func (b *Board) fill(bench *Bench, k int) {
	b.FlashPort = or(b.FlashPort, b.Port)
	b.Control = or(b.Control, b.FlashPort)
	b.FQBN = or(b.FQBN, defaultFQBN(b.Chip, b.Simulated))
	b.Baud = or(b.Baud, consoleBaud)
	b.FlashBaud = or(b.FlashBaud, flashBaud)
	if !b.Simulated {
		b.ClockRate = or(b.ClockRate, 1)
		// Boards that share the machine's address tell their servers apart by the port.
		b.Server = or(b.Server, withPort(bench.Server.Address, bench.Server.Port+k-1))
		b.DNS = or(b.DNS, bench.DNS, withPort(bench.Server.Address, dnsPort))
		b.NTP = or(b.NTP, withPort(bench.Server.Address, ntpPort))
		return
	}
	side := fmt.Sprintf("127.77.%d.1", k)
	b.ClockRate = or(b.ClockRate, SimulatedClockRate)
	b.Address = or(b.Address, fmt.Sprintf("127.77.%d.2", k))
	if b.Hosted() {
		b.MAC = or(b.MAC, fmt.Sprintf("02:be:7c:00:00:%02x", k)) // one that was started apart has its own
	}
	b.Server = or(b.Server, withPort(side, bench.Server.Port))
	b.DNS = or(b.DNS, withPort(side, SimulatedDNSPort))
	b.NTP = or(b.NTP, withPort(side, SimulatedNTPPort))
}

// or returns the first value that is not zero.
func or[T comparable](values ...T) T {
	var zero T
	for _, v := range values {
		if v != zero {
			return v
		}
	}
	return zero
}

func withPort(address string, port int) string {
	switch {
	case address == "":
		return ""
	case strings.Contains(address, ":"):
		return fmt.Sprintf("[%s]:%d", address, port)
	}
	return fmt.Sprintf("%s:%d", address, port)
}

func defaultFQBN(chip string, simulated bool) string {
	switch {
	case simulated:
		return "bench:" + chip + ":native"
	case chip == "esp8266":
		return "esp8266:esp8266:generic"
	}
	return "esp32:esp32:" + chip
}
