package servers_test

import (
	"net/netip"
	"syscall"
	"testing"
)

// A process that is just being started holds a copy of the listening socket for a moment; the next trial listens all the
// same, and gets the connections.
func TestUseWhileTheListenerHasACopy(t *testing.T) {
	b := newBench(t)
	b.use("valid")
	fd, err := syscall.Dup(listening(t, b.server.Addr()))
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(fd)
	for _, name := range []string{"wildcard", "connection-refused", "valid"} {
		b.use(name)
	}
	if _, err := b.sound().meet(b); err != nil {
		t.Error(err)
	}
}

// listening is this process's descriptor of the socket that listens at an address.
func listening(t *testing.T, addr string) int {
	t.Helper()
	want := netip.MustParseAddrPort(addr)
	for fd := range 1024 {
		if on, err := syscall.GetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_ACCEPTCONN); err != nil || on == 0 {
			continue
		}
		name, err := syscall.Getsockname(fd)
		if in4, ok := name.(*syscall.SockaddrInet4); err == nil && ok && in4.Port == int(want.Port()) && in4.Addr == want.Addr().As4() {
			return fd
		}
	}
	t.Fatalf("nobody listens at %s", addr)
	return -1
}
