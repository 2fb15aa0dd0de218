package http1

import (
	"errors"
	"fmt"
	"strings"
)

// Request is what a client sent, as far as it could be understood.
type Request struct {
	Line    string // the request line without its line end
	Method  string
	Target  string
	Version string // "HTTP/1.0"
	Headers []Header

	// HeadLen is the length of the head, its blank line included; 0 when no blank line came.
	HeadLen int

	// Length is the declared Content-Length, -1 when none could be read.
	Length int

	// Chunked tells that the body came in chunks; Body is then what they held.
	Chunked bool
	Body    []byte

	// Rest is what follows the request: bytes that a server would take for the next one.
	Rest []byte

	// BareLF holds the offset of each LF in the head that had no CR before it.
	BareLF []int

	Faults []Fault
}

// Header is one header line.
type Header struct {
	Name   string // as written
	Value  string // without the blanks around it
	Raw    string // the whole line without its line end; with folded lines, all of them
	Offset int
}

// Fault is one deviation from RFC 9112 or from what its own head announces.
type Fault struct {
	Name   string // one of FaultNames
	Doc    string // a sentence for a report
	Offset int    // in the bytes of the request
}

// IncompleteError tells that the request goes on.
type IncompleteError struct {
	Wanted string // what is missing
	Need   int    // how many bytes are missing at least
}

// Error says what is missing.
func (e *IncompleteError) Error() string {
	return fmt.Sprintf("reading a request: it ends before %s (at least %d more bytes)", e.Wanted, e.Need)
}

// Incomplete tells how many bytes are missing at least, when err is that of an unfinished request.
func Incomplete(err error) (need int, incomplete bool) {
	var e *IncompleteError
	if errors.As(err, &e) {
		return e.Need, true
	}
	return 0, false
}

// Values are the values of all headers of a name, in order, whatever the case of their letters.
func (r *Request) Values(name string) []string {
	var out []string
	for _, h := range r.Headers {
		if strings.EqualFold(h.Name, name) {
			out = append(out, h.Value)
		}
	}
	return out
}

// Get is the first value of a header, "" when there is none.
func (r *Request) Get(name string) string {
	if v := r.Values(name); len(v) > 0 {
		return v[0]
	}
	return ""
}

// Has tells whether a fault was found.
func (r *Request) Has(fault string) bool {
	for _, f := range r.Faults {
		if f.Name == fault {
			return true
		}
	}
	return false
}

// fault notes one.
func (r *Request) fault(name string, offset int, format string, args ...any) {
	r.Faults = append(r.Faults, Fault{Name: name, Doc: fmt.Sprintf(format, args...), Offset: offset})
}

// ParseRequest reads the request at the front of raw. The Request is filled as far as raw goes, also with an error; the
// only error is *IncompleteError, and the faults then include those that make an end of input wrong. Everything after
// the request is Rest.
func ParseRequest(raw []byte) (Request, error) {
	r := Request{Length: -1}
	head, err := r.head(raw)
	if err != nil {
		return r, err
	}
	r.checkHeaders()
	return r, r.body(raw, head)
}
