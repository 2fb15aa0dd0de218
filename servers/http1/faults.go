package http1

// The names of all faults.
const (
	BareLF            = "bare-lf"            // a line of the head ends in LF alone
	BareCR            = "bare-cr"            // a CR stands inside a line of the head
	NoBlankLine       = "no-blank-line"      // the head never ends
	LeadingBlankLine  = "leading-blank-line" // something blank stands before the request line
	BadRequestLine    = "bad-request-line"   // not three words with one space between each
	BadMethod         = "bad-method"         // the method is no token of capital letters
	BadTarget         = "bad-target"         // the target is neither a path, nor *, nor a URL
	BadVersion        = "bad-version"        // neither HTTP/1.0 nor HTTP/1.1
	NoColon           = "no-colon"           // a header line without a colon
	BadHeaderName     = "bad-header-name"    // a header's name is empty or has characters that no name has
	SpaceBeforeColon  = "space-before-colon" // blanks between a header's name and its colon
	BadHeaderValue    = "bad-header-value"   // control characters in a header's value
	ObsFold           = "obs-fold"           // a header goes on in a line that begins with a blank
	DoubledHeader     = "doubled-header"     // a header that may stand once stands more often
	MissingHost       = "missing-host"       // no Host header
	EmptyHost         = "empty-host"         // Host without a value
	LengthNotANumber  = "content-length-not-a-number"
	LengthTwice       = "content-length-twice"
	LengthTooLarge    = "content-length-too-large" // the body is shorter than announced
	LengthTooSmall    = "content-length-too-small" // bytes follow the body
	NoLength          = "no-content-length"        // a method that carries a body, and no length
	BodyWithoutLength = "body-without-length"      // bytes follow a head that announces no body
	LengthAndChunked  = "content-length-and-chunked"
	UnknownEncoding   = "unknown-transfer-encoding"
	ChunkedInHTTP10   = "chunked-in-http-1.0"
	BadChunk          = "bad-chunk"           // a chunk's size or end is broken
	ChunksNotEnded    = "chunks-not-ended"    // the last chunk never came
	BytesAfterRequest = "bytes-after-request" // bytes follow the last chunk
)

// FaultNames lists the names of all faults that ParseRequest can report.
func FaultNames() []string {
	return []string{
		BareLF, BareCR, NoBlankLine, LeadingBlankLine, BadRequestLine, BadMethod, BadTarget, BadVersion, NoColon,
		BadHeaderName, SpaceBeforeColon, BadHeaderValue, ObsFold, DoubledHeader, MissingHost, EmptyHost,
		LengthNotANumber, LengthTwice, LengthTooLarge, LengthTooSmall, NoLength, BodyWithoutLength, LengthAndChunked,
		UnknownEncoding, ChunkedInHTTP10, BadChunk, ChunksNotEnded, BytesAfterRequest,
	}
}
