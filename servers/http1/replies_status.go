package http1

import "fmt"

// status is a reply whose status is no success, with a body that says which one it is.
func status(name, status string, extra ...string) Reply {
	m, body := statusMessage(name, status, extra...)
	return Reply{
		Name: name, Doc: fmt.Sprintf("The server answers %s, with a body.", status),
		Pieces: split(m, 0), Body: body, Fails: true,
	}
}

// Statuses are the replies of servers that do not do what they were asked.
func Statuses() []Reply {
	return []Reply{
		status("status-401", "401 Unauthorized", `WWW-Authenticate: Bearer realm="bench"`),
		status("status-404", "404 Not Found"),
		status("status-429", "429 Too Many Requests", "Retry-After: 30"),
		status("status-500", "500 Internal Server Error"),
		status("status-503", "503 Service Unavailable", "Retry-After: 30", "X-Request-Id: 200"), // who looks for "200" anywhere finds it
	}
}

// Redirects send the client to another path of the same server. A client that follows makes another request, and gets the
// reply to that; the redirect itself is no success.
func Redirects() []Reply {
	found := status("redirect-302", "302 Found", "Location: /elsewhere")
	found.Doc = "The server answers 302 and names another path of its own, which a client may ask for with GET."
	repeat := status("redirect-307", "307 Temporary Redirect", "Location: /elsewhere")
	repeat.Doc = "The server answers 307 and names another path of its own, for the same request once more."
	return []Reply{found, repeat}
}

// Accepted is a success of which nothing has come yet: what was asked for is not in it.
func Accepted() Reply {
	r := status("status-202", "202 Accepted")
	r.Fails = false
	return r
}

// NoContent is a success that has no body, and no Content-Length.
func NoContent() Reply {
	return Reply{
		Name: "status-204", Doc: "The server answers 204, which has no body and no length.",
		Pieces: split([]byte("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"), 0),
	}
}

// Continue is an interim reply before the final one (RFC 9110, 15.2.1), in a record of its own.
func Continue() Reply {
	m, body := message("continue")
	interim := []byte("HTTP/1.1 100 Continue\r\n\r\n")
	return inHTTP11(Reply{
		Name: "continue", Doc: "The server answers 100 Continue, and after it 200 with the body.",
		Pieces: split(append(interim, m...), 0, len(interim)), Body: body,
	})
}

// statusMessage is a message with a status of its own.
func statusMessage(name, status string, extra ...string) (wire []byte, body string) {
	wire, body = message(name, extra...)
	return append([]byte("HTTP/1.1 "+status), wire[len("HTTP/1.1 200 OK"):]...), body
}

// inHTTP11 is a reply that only clients of HTTP/1.1 get; a server must not send it to others, and they get the same body
// in the plain form.
func inHTTP11(r Reply) Reply {
	return unless(r, func(q Request) bool { return q.Version != "HTTP/1.0" })
}

// unless makes a reply depend on the request: where asked says no, the same body comes in the plain form.
func unless(r Reply, asked func(Request) bool) Reply {
	other := Reply{Name: r.Name + "-plain", Doc: r.Doc, Pieces: split(withBody(r.Body), 0), Body: r.Body}
	sent := r
	r.For = func(q Request) Reply {
		if asked(q) {
			return sent
		}
		return other
	}
	return r
}
