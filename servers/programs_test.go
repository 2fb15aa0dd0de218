package servers_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strings"
)

// place is where a program meets a server, and whom it trusts there.
type place struct {
	ip, port string
	root     string // a file with the root's certificate
	home     string // an empty folder
}

// said is what a program says of a meeting.
type said struct {
	secured bool   // the handshake was completed, and the server is trusted
	whole   bool   // the reply came to its end
	body    string // of the reply
	words   string // its own, about what failed
}

// program is a client of another make.
type program struct {
	name string
	http bool // it reads replies as HTTP
	meet func(context.Context, place) (said, error)

	// late tells that it looks at the certificate, or at the name in it, when the handshake is done: it then refuses a
	// server before it sends any data, but not before the server has seen a handshake completed.
	late bool

	unlike []unlike // what it makes of servers where the catalogue alone does not say it; the last one of a name counts
}

// curl says when the handshake ended, which is 0 where there was none. Its exit codes are in curl(1).
func curl(ctx context.Context, at place) (said, error) {
	code, out, errs, err := run(ctx, at, "", "curl", "-q", "-sS", "--noproxy", "*", "--compressed", "-H", "Connection: close",
		"--cacert", at.root, "--resolve", host+":"+at.port+":"+at.ip, "-w", "%{stderr}\n@ %{time_appconnect}", "https://"+host+":"+at.port+"/")
	words, end, found := strings.Cut(errs, "\n@ ")
	if err == nil && !found {
		err = fmt.Errorf("curl ended with %d and %q", code, errs)
	}
	return said{secured: end != "0.000000", whole: code == 0, body: out, words: words}, err
}

// wget cannot be told a host's address, and so gets there by a proxy. Its exit codes are in wget(1): 8 is an error reply.
func wget(ctx context.Context, at place) (said, error) {
	t, err := openTunnel(net.JoinHostPort(at.ip, at.port))
	if err != nil {
		return said{}, err
	}
	defer t.close()
	code, out, errs, err := run(ctx, at, "", "wget", "--no-config", "--no-hsts", "--tries=1", "--max-redirect=0", "--content-on-error",
		"--compression=auto", "--header=Connection: close", "--ca-certificate="+at.root, "-O", "-",
		"-e", "use_proxy=yes", "-e", "https_proxy=http://"+t.addr(), "https://"+host+":"+at.port+"/")
	sent := strings.Contains(errs, " request sent, awaiting response")
	return said{secured: sent, whole: code == 0 || code == 8, body: out, words: errs}, err
}

// established is what s_client -brief says when the handshake is done.
var established = regexp.MustCompile(`(?m)^CONNECTION ESTABLISHED$`)

// sClient is openssl s_client as `benchtrial serve` has it. It knows no HTTP: a reply is whole for it when TLS has ended
// as it should.
func sClient(ctx context.Context, at place) (said, error) {
	code, out, errs, err := run(ctx, at, "GET / HTTP/1.0\r\nHost: "+host+"\r\n\r\n",
		"openssl", "s_client", "-connect", net.JoinHostPort(at.ip, at.port), "-servername", host, "-verify_hostname", host,
		"-verify_return_error", "-CAfile", at.root, "-brief", "-ign_eof")
	_, body, _ := strings.Cut(out, "\r\n\r\n")
	return said{secured: established.MatchString(errs), whole: code == 0, body: body, words: errs}, err
}

// run runs a program with nothing of this machine's settings, and tells its exit code.
func run(ctx context.Context, at place, input string, argv ...string) (code int, out, errs string, err error) {
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	var o, e bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &o, &e
	cmd.Dir, cmd.Env = at.home, bare(at.home)
	err = cmd.Run()
	var failed *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return 0, "", "", fmt.Errorf("%s did not end by itself: %w; it said %q", argv[0], ctx.Err(), e.String())
	case err != nil && !errors.As(err, &failed):
		return 0, "", "", fmt.Errorf("running %s: %w; `make setup` installs it", argv[0], err)
	}
	return cmd.ProcessState.ExitCode(), o.String(), e.String(), nil
}

// bare is an environment without proxies, certificate stores and languages of this machine.
func bare(home string) []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "LC_ALL=C"}
}
