package servers_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"syscall"
)

// tunnel is a proxy that every CONNECT leads to the same server, and hands on how each side ends.
type tunnel struct {
	listener net.Listener
	to       string
	running  sync.WaitGroup
}

func openTunnel(to string) (*tunnel, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	t := &tunnel{listener: l, to: to}
	t.running.Go(t.accept)
	return t, nil
}

func (t *tunnel) addr() string { return t.listener.Addr().String() }

// close waits for the connections to end, which they do when either side does.
func (t *tunnel) close() {
	t.listener.Close()
	t.running.Wait()
}

func (t *tunnel) accept() {
	for {
		c, err := t.listener.Accept()
		if err != nil {
			return
		}
		t.running.Go(func() { t.serve(c.(*net.TCPConn)) })
	}
}

func (t *tunnel) serve(client *net.TCPConn) {
	defer client.Close()
	in := bufio.NewReader(client)
	if _, err := http.ReadRequest(in); err != nil {
		return
	}
	c, err := net.Dial("tcp", t.to)
	if err != nil {
		_, _ = io.WriteString(client, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
		return
	}
	server := c.(*net.TCPConn)
	defer server.Close()
	if _, err := io.WriteString(client, "HTTP/1.1 200 OK\r\n\r\n"); err != nil {
		return
	}
	var both sync.WaitGroup
	both.Go(func() { hand(in, client, server) })
	both.Go(func() { hand(server, server, client) })
	both.Wait()
}

// hand copies one direction, and ends it as it was ended. A client that is gone takes its other direction along.
func hand(r io.Reader, from, to *net.TCPConn) {
	_, err := io.Copy(to, r)
	if errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) {
		for _, c := range []*net.TCPConn{from, to} {
			_ = c.SetLinger(0)
			_ = c.Close()
		}
		return
	}
	_ = to.CloseWrite()
}
