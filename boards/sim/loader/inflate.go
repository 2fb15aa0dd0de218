package loader

import (
	"compress/zlib"
	"errors"
	"io"
	"iter"
)

// inflater decompresses a zlib stream that comes in blocks. The decompressor pulls its input, and the blocks are pushed
// by the host; a coroutine turns the one into the other.
type inflater struct {
	input []byte
	next  func() (error, bool)
	stop  func()
	err   error // io.EOF: the stream is complete
}

// newInflater hands what comes out to sink, in order.
func newInflater(sink func([]byte) error) *inflater {
	in := &inflater{}
	in.next, in.stop = iter.Pull(func(yield func(error) bool) {
		yield(in.run(sink, yield))
	})
	return in
}

// run decompresses the whole stream. It yields nil whenever it needs the next block.
func (in *inflater) run(sink func([]byte) error, yield func(error) bool) error {
	z, err := zlib.NewReader(&blockReader{in, yield})
	if err != nil {
		return err
	}
	buf := make([]byte, 16<<10)
	for {
		n, err := z.Read(buf)
		if n > 0 {
			if err := sink(buf[:n]); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
	}
}

// feed takes the next block. The error is what went wrong with the stream or in the sink.
func (in *inflater) feed(block []byte) error {
	if in.err != nil {
		if errors.Is(in.err, io.EOF) {
			return nil // padding behind the stream's end
		}
		return in.err
	}
	in.input = block
	in.err, _ = in.next()
	if errors.Is(in.err, io.EOF) {
		return nil
	}
	return in.err
}

// complete reports whether the stream came to its end, its own checksum included.
func (in *inflater) complete() bool { return errors.Is(in.err, io.EOF) }

// close ends the coroutine.
func (in *inflater) close() { in.stop() }

// blockReader is the decompressor's input: it waits in the coroutine for the next block.
type blockReader struct {
	in    *inflater
	yield func(error) bool
}

func (r *blockReader) Read(p []byte) (int, error) {
	for len(r.in.input) == 0 {
		if !r.yield(nil) {
			return 0, io.ErrUnexpectedEOF // closed
		}
	}
	n := copy(p, r.in.input)
	r.in.input = r.in.input[n:]
	return n, nil
}

// ReadByte keeps the decompressor from wrapping the reader in a buffer that would ask for more than a block has.
func (r *blockReader) ReadByte() (byte, error) {
	var b [1]byte
	if _, err := r.Read(b[:]); err != nil {
		return 0, err
	}
	return b[0], nil
}
