package servers

import (
	"net"
	"net/netip"
	"strings"
	"testing"
)

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 01014D7F:3861 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1111 1 0000000000000000 100 0 0 10 0
   1: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2222 1 0000000000000000 100 0 0 10 0
   2: 0100007F:1F91 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 3333 1 0000000000000000 100 0 0 10 0
   3: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4444 1
   4: 0000000000000000FFFF00000100007F:0017 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 5555 1
   5: nonsense`

func TestListening(t *testing.T) {
	for addr, want := range map[string]string{
		"127.77.1.1:14433": "1111", // exactly
		"127.77.2.1:14433": "",     // another address
		"127.0.0.1:8080":   "2222", // at all addresses
		"127.0.0.1:8081":   "",     // connected, not listening
		"127.0.0.1:22":     "4444", // at all addresses, IPv6 included
		"127.0.0.1:23":     "5555", // IPv4 written as IPv6
		"127.0.0.1:24":     "",
	} {
		if _, inode, _ := listening(table, netip.MustParseAddrPort(addr)); inode != want {
			t.Errorf("%s is held by %q, want %q", addr, inode, want)
		}
	}
}

func TestHolderNamesThisProcess(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	if who := holder(addr); !strings.Contains(who, "servers.test") || !strings.Contains(who, "process ") {
		t.Errorf("held by %q", who)
	}
	l.Close()
	if who := holder(addr); who != "" {
		t.Errorf("after closing it is held by %q", who)
	}
	if who := holder("no address"); who != "" {
		t.Errorf("%q holds nothing", who)
	}
}

func FuzzListening(f *testing.F) {
	f.Add(table)
	f.Fuzz(func(t *testing.T, text string) {
		at, inode, found := listening(text, netip.MustParseAddrPort("127.0.0.1:8080"))
		if found && (at.Port() != 8080 || inode == "") {
			t.Errorf("found %v %q", at, inode)
		}
	})
}
