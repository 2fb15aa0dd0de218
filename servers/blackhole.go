package servers

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// blackhole is a port at which connections can neither be made nor are refused: whoever tries waits for its own time-out,
// as for a host that is switched off. It is a listening socket with a queue for one connection, which is taken: Linux drops
// every further SYN (net.ipv4.tcp_abort_on_overflow is 0 unless somebody changed it). What arrives is seen by nobody.
type blackhole struct {
	fd     int
	addr   net.Addr
	filler net.Conn
	once   sync.Once
	closed chan struct{}
}

// listenBlackhole opens a black hole at ip:port.
func listenBlackhole(addr string) (net.Listener, error) {
	at, err := netip.ParseAddrPort(addr)
	if err != nil {
		return nil, fmt.Errorf("opening a black hole: %w", err)
	}
	b := &blackhole{addr: net.TCPAddrFromAddrPort(at), closed: make(chan struct{})}
	if b.fd, err = fullSocket(at); err != nil {
		if who := holder(addr); who != "" {
			return nil, fmt.Errorf("opening a black hole at %s: it is held by %s; stop that, or give the server another address: %w",
				addr, who, err)
		}
		return nil, fmt.Errorf("opening a black hole at %s: %w", addr, err)
	}
	if b.filler, err = net.Dial("tcp", addr); err != nil {
		unix.Close(b.fd)
		return nil, fmt.Errorf("filling the black hole at %s: %w", addr, err)
	}
	return b, nil
}

// fullSocket listens with the shortest queue there is.
func fullSocket(at netip.AddrPort) (int, error) {
	family, sa := unix.AF_INET6, unix.Sockaddr(&unix.SockaddrInet6{Port: int(at.Port()), Addr: at.Addr().As16()})
	if at.Addr().Is4() {
		family, sa = unix.AF_INET, &unix.SockaddrInet4{Port: int(at.Port()), Addr: at.Addr().As4()}
	}
	fd, err := unix.Socket(family, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, os.NewSyscallError("socket", err)
	}
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1); err != nil {
		unix.Close(fd)
		return 0, os.NewSyscallError("setsockopt", err)
	}
	if err := unix.Bind(fd, sa); err != nil {
		unix.Close(fd)
		return 0, os.NewSyscallError("bind", err)
	}
	if err := unix.Listen(fd, 0); err != nil {
		unix.Close(fd)
		return 0, os.NewSyscallError("listen", err)
	}
	return fd, nil
}

// Accept waits until the black hole is closed.
func (b *blackhole) Accept() (net.Conn, error) {
	<-b.closed
	return nil, net.ErrClosed
}

// Close makes the port an ordinary closed one.
func (b *blackhole) Close() (err error) {
	b.once.Do(func() {
		b.filler.Close()
		_ = unix.Shutdown(b.fd, unix.SHUT_RDWR) // for the sake of copies: see closeForGood
		err = unix.Close(b.fd)
		close(b.closed)
	})
	return err
}

// Addr is where it is.
func (b *blackhole) Addr() net.Addr { return b.addr }
