package wire

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
)

// serverFlight is what a server of TLS 1.2 sends up to its first data.
var serverFlight = slices.Concat(
	record(TypeHandshake, 0x0303, slices.Concat(message(2, make([]byte, 70)...), message(11, make([]byte, 300)...)[:200])...),
	record(TypeHandshake, 0x0303, slices.Concat(message(11, make([]byte, 300)...)[200:], message(14))...),
	record(TypeChangeCipherSpec, 0x0303, 1),
	record(TypeHandshake, 0x0303, make([]byte, 40)...),
	record(TypeApplicationData, 0x0303, make([]byte, 30)...),
)

// A framer finds the same units in whatever portions the bytes come.
func TestFramerInPortions(t *testing.T) {
	want := []Place{ServerHello, Certificate, ServerHelloDone, ChangeCipher, Finished, Data}
	for size := 1; size <= len(serverFlight); size += 13 {
		var f framer
		var got []Place
		for b := range slices.Chunk(serverFlight, size) {
			for _, u := range f.feed(b) {
				got = append(got, u.Place)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("in portions of %d bytes: %v", size, got)
		}
	}
}

// Without a step that strikes, everything that was written is sent, and nothing else; no bytes make the mutator panic.
func FuzzMutator(f *testing.F) {
	f.Add(serverFlight, uint64(1))
	f.Add([]byte("HTTP/1.1 400 Bad Request\r\n"), uint64(2))
	f.Add([]byte{22, 3, 3, 0, 4, 2, 0xff, 0xff, 0xff}, uint64(3))
	f.Fuzz(func(t *testing.T, b []byte, seed uint64) {
		random := rand.New(rand.NewPCG(seed, 0))
		none := new(Conn)
		idle := mutator{fault: Fault{Script: Script{OnNth(Data, 1<<20, Drop())}}}
		wild := mutator{fault: Fault{Fragment: 1 + random.IntN(50), Coalesce: seed%2 == 0, Script: Script{
			OnEach(ServerHello, Patch(random.IntN(100)-50, 1, 2), AddExtension(7), RemoveExtension(10)),
			OnEach(Certificate, Late(), Truncate(random.IntN(9)), FlipAny(seed)), OnEach(Finished, Double(), Flip(random.IntN(99)-50)),
		}}}
		var sent []byte
		for portion := range slices.Chunk(b, 1+random.IntN(60)) {
			ops, err := idle.play(portion, none)
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range ops {
				sent = append(sent, o.bytes...)
			}
			if _, err := wild.play(portion, none); err != nil {
				t.Fatal(err)
			}
		}
		// Handshake messages may be put into other records; what is in them is the same. What is not whole yet waits.
		want, rest := contents(b)
		if _, n := nextRecord(rest); n < 0 {
			return // no TLS from there on: it depends on the portions what is taken for a record
		}
		if got, _ := contents(sent); !bytes.HasPrefix(want, got) {
			t.Errorf("sent %x of %x", got, want)
		}
	})
}

// contents are the bodies of all records, and what is no record.
func contents(b []byte) (bodies, rest []byte) {
	records, rest := Records(b)
	for _, r := range records {
		bodies = append(bodies, r.Body...)
	}
	return bodies, rest
}
