// Package http1 reads HTTP/1 requests as bytes, to judge how they were written, and holds the replies that the bench's
// servers give.
//
// The parser is tolerant: it never gives up, reads on as a lenient server would, and names each fault with the place
// where it stands. A request without a fault is one that every server takes.
package http1
