package servers

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// holder tells who listens on an address, as far as /proc lets this user see; "" when nobody does.
func holder(addr string) string {
	want, err := netip.ParseAddrPort(addr)
	if err != nil {
		return ""
	}
	for _, file := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		if at, inode, found := listening(string(text), want); found {
			return owner(inode) + " on " + at.String()
		}
	}
	return ""
}

// listening finds the socket that listens on an address, or on its port at all addresses, in the kernel's table
// (Linux Documentation/networking/proc_net_tcp.rst).
func listening(table string, want netip.AddrPort) (at netip.AddrPort, inode string, found bool) {
	const stateListen = "0A"
	for row := range strings.Lines(table) {
		f := strings.Fields(row)
		if len(f) < 10 || f[3] != stateListen {
			continue
		}
		at, err := kernelAddr(f[1])
		if err != nil || at.Port() != want.Port() {
			continue
		}
		if at.Addr() == want.Addr() || at.Addr().IsUnspecified() {
			return at, f[9], true
		}
	}
	return netip.AddrPort{}, "", false
}

// kernelAddr reads "0100007F:3871": an address as words in the byte order of the machine, which is a little-endian one,
// and a port.
func kernelAddr(s string) (netip.AddrPort, error) {
	host, port, _ := strings.Cut(s, ":")
	b, err := hex.DecodeString(host)
	if err != nil || len(b)%4 != 0 {
		return netip.AddrPort{}, fmt.Errorf("reading the address %q of a socket", s)
	}
	for word := range slices.Chunk(b, 4) {
		slices.Reverse(word)
	}
	addr, ok := netip.AddrFromSlice(b)
	n, err := strconv.ParseUint(port, 16, 16)
	if !ok || err != nil {
		return netip.AddrPort{}, fmt.Errorf("reading the address %q of a socket", s)
	}
	return netip.AddrPortFrom(addr.Unmap(), uint16(n)), nil
}

// owner names the process that has a socket open.
func owner(inode string) string {
	fds, _ := filepath.Glob("/proc/[0-9]*/fd/*") // the pattern is sound
	for _, fd := range fds {
		if link, err := os.Readlink(fd); err != nil || link != "socket:["+inode+"]" {
			continue
		}
		pid := strings.Split(fd, "/")[2]
		name, err := os.ReadFile("/proc/" + pid + "/comm")
		if err != nil {
			return "process " + pid
		}
		return fmt.Sprintf("%q (process %s)", strings.TrimSpace(string(name)), pid)
	}
	return "a process of another user"
}
