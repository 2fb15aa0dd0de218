package wire

import "encoding/binary"

// intake hands out what a client sent record by record, in however large portions it came: crypto/tls looks beyond the
// record that it reads, and when it finds an alert there it does not give out what it has before it has read on. A
// warning behind the last record of a request would thus keep the request from the server (crypto/tls Conn.Read).
type intake struct {
	unread []byte
	err    error // came with the last bytes, and is due after them
	header [headerLen]byte
	have   int // bytes of the header
	left   int // bytes of the body
	noTLS  bool
}

// next takes at most n bytes, and none beyond the end of a record.
func (i *intake) next(n int) []byte {
	n = min(n, len(i.unread))
	if i.noTLS || n == 0 {
		return i.take(n)
	}
	if i.left > 0 {
		n = min(n, i.left)
		i.left -= n
		return i.take(n)
	}
	missing := headerLen - i.have
	i.have += copy(i.header[i.have:], i.unread[:n])
	if n < missing {
		return i.take(n)
	}
	if _, size := nextRecord(i.header[:]); size < 0 {
		i.noTLS = true
		return i.take(n)
	}
	i.left, i.have = int(binary.BigEndian.Uint16(i.header[3:])), 0
	body := min(n-missing, i.left)
	i.left -= body
	return i.take(missing + body)
}

func (i *intake) take(n int) []byte {
	out := i.unread[:n]
	i.unread = i.unread[n:]
	return out
}
