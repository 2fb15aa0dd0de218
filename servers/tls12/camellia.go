package tls12

import (
	"crypto/cipher"
	"encoding/binary"
	"math/bits"
)

// camellia is the block cipher of RFC 3713. The subkeys stand in the order of their use: two for whitening, then six
// rounds and two for FL and FLINV in turn, and two for whitening at the end.
type camellia struct{ keys []uint64 }

// newCamellia takes a key of 16 or 32 bytes.
func newCamellia(key []byte) cipher.Block {
	half := func(b []byte) [2]uint64 { return [2]uint64{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])} }
	left := half(key)
	if len(key) == 16 {
		a, _ := camelliaMix(left, [2]uint64{})
		return camellia{camelliaSchedule(camellia128Order, [4][2]uint64{left, {}, a, {}})}
	}
	right := half(key[16:])
	a, b := camelliaMix(left, right)
	return camellia{camelliaSchedule(camellia256Order, [4][2]uint64{left, right, a, b})}
}

// sigma are the constants of the key schedule (RFC 3713 §2.2).
var sigma = [...]uint64{
	0xa09e667f3bcc908b, 0xb67ae8584caa73b2, 0xc6ef372fe94f82be, 0x54ff53a5f1d36f1c, 0x10e527fade682d1d, 0xb05688c2b3e6c1fd,
}

// camelliaMix makes KA and KB.
func camelliaMix(left, right [2]uint64) (a, b [2]uint64) {
	rounds := func(d [2]uint64, first, second uint64) [2]uint64 {
		d[1] ^= camelliaF(d[0], first)
		d[0] ^= camelliaF(d[1], second)
		return d
	}
	d := rounds([2]uint64{left[0] ^ right[0], left[1] ^ right[1]}, sigma[0], sigma[1])
	a = rounds([2]uint64{d[0] ^ left[0], d[1] ^ left[1]}, sigma[2], sigma[3])
	b = rounds([2]uint64{a[0] ^ right[0], a[1] ^ right[1]}, sigma[4], sigma[5])
	return a, b
}

// The parts of which subkeys are made.
const (
	partL = iota
	partR
	partA
	partB
)

// subkey is one half of a part that is rotated to the left.
type subkey struct{ part, by, half int }

var camellia128Order = []subkey{
	{partL, 0, 0}, {partL, 0, 1},
	{partA, 0, 0}, {partA, 0, 1}, {partL, 15, 0}, {partL, 15, 1}, {partA, 15, 0}, {partA, 15, 1},
	{partA, 30, 0}, {partA, 30, 1},
	{partL, 45, 0}, {partL, 45, 1}, {partA, 45, 0}, {partL, 60, 1}, {partA, 60, 0}, {partA, 60, 1},
	{partL, 77, 0}, {partL, 77, 1},
	{partL, 94, 0}, {partL, 94, 1}, {partA, 94, 0}, {partA, 94, 1}, {partL, 111, 0}, {partL, 111, 1},
	{partA, 111, 0}, {partA, 111, 1},
}

var camellia256Order = []subkey{
	{partL, 0, 0}, {partL, 0, 1},
	{partB, 0, 0}, {partB, 0, 1}, {partR, 15, 0}, {partR, 15, 1}, {partA, 15, 0}, {partA, 15, 1},
	{partR, 30, 0}, {partR, 30, 1},
	{partB, 30, 0}, {partB, 30, 1}, {partL, 45, 0}, {partL, 45, 1}, {partA, 45, 0}, {partA, 45, 1},
	{partL, 60, 0}, {partL, 60, 1},
	{partR, 60, 0}, {partR, 60, 1}, {partB, 60, 0}, {partB, 60, 1}, {partL, 77, 0}, {partL, 77, 1},
	{partA, 77, 0}, {partA, 77, 1},
	{partR, 94, 0}, {partR, 94, 1}, {partA, 94, 0}, {partA, 94, 1}, {partL, 111, 0}, {partL, 111, 1},
	{partB, 111, 0}, {partB, 111, 1},
}

func camelliaSchedule(order []subkey, parts [4][2]uint64) []uint64 {
	var keys []uint64
	for _, k := range order {
		p, by := parts[k.part], k.by
		if by >= 64 {
			p[0], p[1], by = p[1], p[0], by-64
		}
		p = [2]uint64{p[0]<<by | p[1]>>(64-by), p[1]<<by | p[0]>>(64-by)}
		keys = append(keys, p[k.half])
	}
	return keys
}

// BlockSize is 16 bytes.
func (camellia) BlockSize() int { return 16 }

// Encrypt encrypts a block.
func (c camellia) Encrypt(dst, src []byte) { c.crypt(dst, src, false) }

// Decrypt decrypts a block: the same with the subkeys in the other order.
func (c camellia) Decrypt(dst, src []byte) { c.crypt(dst, src, true) }

func (c camellia) crypt(dst, src []byte, back bool) {
	last := len(c.keys) - 1
	// The whitening keys at both ends keep their places within a pair; FL and FLINV change theirs.
	white := func(end bool) (uint64, uint64) {
		if end != back {
			return c.keys[last-1], c.keys[last]
		}
		return c.keys[0], c.keys[1]
	}
	key := func(i int) uint64 {
		if back {
			return c.keys[last-i]
		}
		return c.keys[i]
	}
	a, b := binary.BigEndian.Uint64(src), binary.BigEndian.Uint64(src[8:])
	first, second := white(false)
	a, b = a^first, b^second
	for i := 2; i < last-1; i += 8 {
		for r := i; r < i+6; r += 2 {
			b ^= camelliaF(a, key(r))
			a ^= camelliaF(b, key(r+1))
		}
		if i+6 < last-1 {
			a, b = camelliaFL(a, key(i+6)), camelliaFLInverse(b, key(i+7))
		}
	}
	first, second = white(true)
	binary.BigEndian.PutUint64(dst, b^first)
	binary.BigEndian.PutUint64(dst[8:], a^second)
}

// camelliaFL is the function FL.
func camelliaFL(x, k uint64) uint64 {
	left, right := uint32(x>>32), uint32(x)
	right ^= bits.RotateLeft32(left&uint32(k>>32), 1)
	left ^= right | uint32(k)
	return uint64(left)<<32 | uint64(right)
}

// camelliaFLInverse is the function FLINV.
func camelliaFLInverse(y, k uint64) uint64 {
	left, right := uint32(y>>32), uint32(y)
	left ^= right | uint32(k)
	right ^= bits.RotateLeft32(left&uint32(k>>32), 1)
	return uint64(left)<<32 | uint64(right)
}

// camelliaF is the function F: the S-boxes and then the bytes mixed.
func camelliaF(in, k uint64) uint64 {
	x := in ^ k
	s := func(shift uint) byte { return camelliaBox[byte(x>>shift)] }
	t1, t8 := s(56), s(0)
	t2, t5 := bits.RotateLeft8(s(48), 1), bits.RotateLeft8(s(24), 1)
	t3, t6 := bits.RotateLeft8(s(40), 7), bits.RotateLeft8(s(16), 7)
	t4, t7 := camelliaBox[bits.RotateLeft8(byte(x>>32), 1)], camelliaBox[bits.RotateLeft8(byte(x>>8), 1)]
	y := [8]byte{
		t1 ^ t3 ^ t4 ^ t6 ^ t7 ^ t8, t1 ^ t2 ^ t4 ^ t5 ^ t7 ^ t8, t1 ^ t2 ^ t3 ^ t5 ^ t6 ^ t8, t2 ^ t3 ^ t4 ^ t5 ^ t6 ^ t7,
		t1 ^ t2 ^ t6 ^ t7 ^ t8, t2 ^ t3 ^ t5 ^ t7 ^ t8, t3 ^ t4 ^ t5 ^ t6 ^ t8, t1 ^ t4 ^ t5 ^ t6 ^ t7,
	}
	return binary.BigEndian.Uint64(y[:])
}
