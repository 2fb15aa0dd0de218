package servers_test

import (
	"context"
	"crypto/tls"
	"fmt"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// One trial: a server shows a chain under an unknown root, a client refuses it, and the wire tells.
func Example() {
	authority, err := pki.New(pki.Options{})
	if err != nil {
		panic(err)
	}
	server, err := servers.Listen(context.Background(), servers.Config{Addr: "127.0.0.1:0", PKI: authority})
	if err != nil {
		panic(err)
	}
	defer server.Close()

	scenario, _ := servers.Lookup("untrusted-root")
	if err := server.Use(scenario); err != nil {
		panic(err)
	}
	_, err = tls.Dial("tcp", server.Addr(), &tls.Config{
		ServerName: "api.bench.test", RootCAs: authority.RootPool(), MaxVersion: tls.VersionTLS12,
	})
	fmt.Println("the client connected:", err == nil)

	// The client has given up, but its last bytes may still be on their way.
	for changed := server.Changed(); !server.Idle() || len(server.Seen()) == 0; changed = server.Changed() {
		<-changed
	}
	for _, conn := range server.Seen() {
		fmt.Println(conn.Hello.ServerName, conn.Alerts, conn.AppBytes, conn.End)
	}
	// Output:
	// the client connected: false
	// api.bench.test [bad_certificate(42)] 0 eof
}
