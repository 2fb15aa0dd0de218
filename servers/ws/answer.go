package ws

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Answer is how a server answers the request for an upgrade. The zero value is what RFC 6455 wants (4.2.2): 101 for a good
// request, 400 or 426 for a bad one.
type Answer struct {
	// Never tells that there is no answer, and the connection stays open.
	Never bool

	// Status, when set, is answered whatever the request: "403 Forbidden", or a 101 with its own words. Without a 101
	// the connection ends after the answer.
	Status string

	// Headers are set in place of the ordinary ones, or beside them; an empty value leaves one out.
	Headers map[string]string

	// Body follows an answer that is no 101, with its Content-Length.
	Body string
}

const switching = "101 Switching Protocols"

// maxHead is how long a request for an upgrade may be.
const maxHead = 16 << 10

// readRequest takes the request for an upgrade, and its head in bytes.
func readRequest(in *bufio.Reader) (*http.Request, error) {
	var head strings.Builder
	for {
		line, err := in.ReadSlice('\n')
		head.Write(line)
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return nil, err
		}
		if head.Len() > maxHead {
			return nil, errors.New("the head of the request is longer than 16 KB")
		}
		if blank := strings.TrimRight(string(line), "\r\n") == ""; blank && err == nil {
			break
		}
	}
	return http.ReadRequest(bufio.NewReader(strings.NewReader(head.String())))
}

// refusal is the status for a request that is none for an upgrade, "" for a good one.
func refusal(r *http.Request) string {
	has := func(name, token string) bool {
		for _, value := range r.Header.Values(name) {
			for part := range strings.SplitSeq(value, ",") {
				if strings.EqualFold(strings.TrimSpace(part), token) {
					return true
				}
			}
		}
		return false
	}
	keys := r.Header.Values("Sec-Websocket-Key")
	switch {
	case r.Method != http.MethodGet || !r.ProtoAtLeast(1, 1) || r.Host == "":
		return "400 Bad Request"
	case !has("Upgrade", "websocket") || !has("Connection", "upgrade"):
		return "426 Upgrade Required"
	case r.Header.Get("Sec-Websocket-Version") != "13":
		return "426 Upgrade Required"
	case len(keys) != 1 || !validKey(keys[0]):
		return "400 Bad Request"
	}
	return ""
}

// answer makes the head, and the body of one that refuses. It tells whether the connection is a WebSocket from now on.
func (a Answer) answer(r *http.Request) (wire []byte, status string, upgraded bool) {
	status = a.Status
	if status == "" {
		status = refusal(r)
	}
	if status == "" {
		status = switching
	}
	upgraded = strings.HasPrefix(status, "101")
	headers := map[string]string{}
	if upgraded {
		headers["Upgrade"], headers["Connection"] = "websocket", "Upgrade"
		headers["Sec-WebSocket-Accept"] = Accept(r.Header.Get("Sec-Websocket-Key"))
	} else {
		headers["Connection"], headers["Content-Length"] = "close", fmt.Sprint(len(a.Body))
		if strings.HasPrefix(status, "426") {
			headers["Sec-WebSocket-Version"], headers["Upgrade"] = "13", "websocket"
		}
	}
	maps.Copy(headers, a.Headers)
	head := "HTTP/1.1 " + status + "\r\n"
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		if headers[name] != "" {
			head += name + ": " + headers[name] + "\r\n"
		}
	}
	head += "\r\n"
	if !upgraded {
		head += a.Body
	}
	return []byte(head), status, upgraded
}

// drain reads until the client has ended.
func drain(in io.Reader) {
	_, _ = io.Copy(io.Discard, in) // an error is an end too
}
