package config

import (
	"fmt"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"
)

// PSKVariable names the environment variable that holds the password of the Wi-Fi; it wins over the file.
const PSKVariable = "BENCH_WIFI_PSK"

// ReadBench reads a bench.yaml and fills in all defaults. Its error is a Faults, or what the file system said.
func ReadBench(path string) (*Bench, error) {
	data, err := load(path)
	if err != nil {
		return nil, fmt.Errorf("reading the bench: %w; write a bench.yaml, or leave BENCH out for the simulated bench", err)
	}
	reader := benchReader{faults: faults{file: path}, dir: filepath.Dir(path), lookup: os.LookupEnv}
	bench := reader.read(data)
	if err := reader.err(); err != nil {
		return nil, err
	}
	return bench, nil
}

type benchReader struct {
	faults
	dir    string // where relative paths begin
	lookup func(string) (string, bool)
}

func (r *benchReader) read(data []byte) *Bench {
	root := newMapping(&r.faults, parse(&r.faults, data), "", 1)
	if len(r.list) > 0 && len(root.entries) == 0 {
		return nil // no YAML: what is missing in it is not the news
	}
	bench := &Bench{File: r.file}
	bench.Name = or(root.name("name"), "bench")
	items := root.items("boards")
	hardware := needsNetwork(items)
	bench.WiFi = r.wifi(root, hardware)
	bench.Server = r.server(root, hardware)
	bench.DNS = root.endpoint("dns", dnsPort)
	r.boards(root, items, bench)
	root.close()
	return bench
}

// needsNetwork tells whether one of the boards is no simulated one. It runs before the boards are read, because what is
// wanted of wifi and server depends on it.
func needsNetwork(items []*yaml.Node) bool {
	for _, item := range items {
		quiet := newMapping(&faults{}, item, "", 1)
		if !quiet.broken && !quiet.flag("simulated") {
			return true
		}
	}
	return false
}

func (r *benchReader) server(root *mapping, hardware bool) Server {
	m := root.within("server")
	server := Server{
		Address: m.address("address"),
		Host:    or(m.host("host"), DefaultHost),
		Port:    or(m.whole("port", 1, 65535), DefaultServerPort),
	}
	if hardware {
		m.require("address", "server: {address: 192.168.50.1}   # this machine's address on the boards' Wi-Fi")
	}
	m.close()
	return server
}

func (r *benchReader) boards(root *mapping, items []*yaml.Node, bench *Bench) {
	if len(items) == 0 {
		if len(r.list) == 0 || !root.has("boards") {
			root.wrong("boards", "no board is named; write for example\n    boards: [{name: esp32-a, chip: esp32, port: /dev/ttyUSB0}]")
		}
		return
	}
	owners := ownership{names: map[string]string{}}
	for i, item := range items {
		m := newMapping(&r.faults, item, root.itemAt("boards", i), root.line)
		if m.broken {
			continue
		}
		board := m.board()
		board.fill(bench, i+1)
		owners.check(m, board)
		bench.Boards = append(bench.Boards, board)
	}
	if len(items) > MaxSimulated {
		root.wrong("boards", "names %d boards, at most %d fit on one bench", len(items), MaxSimulated)
	}
}

// ownership finds two boards that claim the same thing. A name, a port or an address that two boards share would put
// what one board did into the record of the other.
type ownership struct{ names map[string]string }

func (o ownership) check(m *mapping, b Board) {
	claims := []struct{ key, value string }{
		{"name", b.Name}, {"port", b.Port}, {"mac", b.MAC}, {"address", b.Address}, {"sim_control", b.SimControl},
	}
	for _, claim := range claims {
		if claim.value == "" {
			continue
		}
		id := claim.key + " " + claim.value
		if owner, taken := o.names[id]; taken {
			m.wrong(claim.key, "%s belongs to %s already; each board needs its own", quote(claim.value), owner)
		} else {
			o.names[id] = fmt.Sprintf("the board in line %d", m.line)
		}
	}
}
